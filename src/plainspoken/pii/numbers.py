"""Numbers that belong to one person: cards, accounts, passports, licences, and whatever is labelled as an id."""

# ruff: noqa: E501  # a pattern is read whole, on one line

import re
from collections.abc import Iterator

from plainspoken.pii.national import luhn, mod97
from plainspoken.redacted import PrivateSpan

CARD = re.compile(
    r"(?<![\w.-])(?:[0-9]{4}([ -]?)[0-9]{4}\1[0-9]{4}\1[0-9]{1,7}|3[0-9]{3}([ -]?)[0-9]{6}\2[0-9]{5})(?![\w-]|\.[0-9])"
)
CARD_WORD = re.compile(
    r"\b(?:card|visa|mastercard|amex|credit|debit|maestro|discover|tarjeta|kreditkarte|cc)\b[^.\n]{0,40}$",
    re.IGNORECASE,
)
CARD_LOOSE = re.compile(r"(?<![\w.-])[0-9*Xx]{4}(?:[ -]?[0-9*Xx]{4}){2}[ -]?[0-9]{1,7}(?![\w-])")
IBAN = re.compile(r"(?<![A-Za-z0-9-])[A-Z]{2}[0-9]{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?(?![A-Za-z0-9])")
IBAN_LENGTHS = {
    **{
        "AD": 24,
        "AE": 23,
        "AT": 20,
        "BE": 16,
        "BG": 22,
        "BR": 29,
        "CH": 21,
        "CY": 28,
        "CZ": 24,
        "DE": 22,
        "DK": 18,
        "EE": 20,
    },
    **{
        "ES": 24,
        "FI": 18,
        "FR": 27,
        "GB": 22,
        "GR": 27,
        "HR": 21,
        "HU": 28,
        "IE": 22,
        "IL": 23,
        "IS": 26,
        "IT": 27,
        "LI": 21,
    },
    **{
        "LT": 20,
        "LU": 20,
        "LV": 21,
        "MC": 27,
        "MT": 31,
        "NL": 18,
        "NO": 15,
        "PL": 28,
        "PT": 25,
        "RO": 24,
        "RS": 22,
        "SA": 24,
    },
    **{"SE": 24, "SI": 19, "SK": 24, "SM": 27, "TR": 26, "UA": 29},
}
SSN = re.compile(r"(?<![\w-])(?:[0-9]{3}-[0-9]{2}|[Xx*]{3}-[Xx*]{2})-[0-9]{4}(?![\w-])")
SSN_NAMED = re.compile(
    r"\b(?:ssn|social security(?: (?:number|no\.?|card))?|itin)\b[^0-9\n]{0,20}(?P<value>[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{4})(?![\w-])",
    re.IGNORECASE,
)
_THING = (
    r"(?:(?:bank|checking|savings|customer|client|user|credit|brokerage|cuenta)[ _-]?)?(?:account|acct|konto|cuenta|iban|a/c|acc)"
    r"|routing|sort[ _-]?code|aba|swift|bic|transit|clabe|bsb|ifsc|passport|reisepass|pasaporte|visa|(?:driv(?:er|ing)(?:['’]?s)?[ _-]?)?licen[cs]e(?![ _-]?plate)|dl|führerschein"
    r"|employee|emp|staff|personnel|personal(?=[ _-]?(?:id|nummer|number|no))|personalnummer|worker|badge|payroll|hr|customer|cust|client|kunden|kundennummer|kunde|cliente|empleado"
    r"|patient|paciente|mrn|medical[ _-]?record|hospital|health|insurance|insured|policy(?:[ _-]?holder)?|claim|member(?:ship)?|subscriber|beneficiary|nhs|medicare|nhc|nass|cipa|historia(?: clínica)?|episodio|nº ?col(?:egiado)?|n[ºo]\.? ?col|colegiado|asegurado"
    r"|student|matricula|national|identity|identification|citizen|resident|tribal|voter|aadhaa?r|pan|tax(?:payer)?|tin|ein|atin|itin|vat|utr|ni|nino|national insurance|social|steuer(?:-?id|nummer)|nif|nie|dni|cif|curp|rfc|cpf|cnpj|ssn|sin|bsn|pesel|personnummer|cuil|cuit|nir|codice fiscale"
    r"|user|uid|person|subject|suspect|applicant|candidate|tenant|guest|loyalty|(?:medical |case |personnel )?file(?= ?#)|id(?=[ _-](?:number|no\b|nr\b))|frequent flyer|reservation|booking|vin|plate|license plate|device|imei|imsi|iccid|serial(?= number)|meter|contact|order(?=[ _-]?(?:number|no))"
)
LABELLED = re.compile(
    rf"(?<![\w])(?P<label>{_THING})(?:[ _-]?(?:card|account|policy|file|identification|registration|insurance|security|tax|record|plate))?"
    r"(?P<word>['’]?s?[ _-]?(?:number|num|nr|no|id|ids|identifier|code|key|ref(?:erence)?|#|nummer|número|numero|nº|n°|n\.º)\b\.?|['’]?s?[ ]?#)?(?: (?:number|no\.?|id))?"
    r"[\"'`*_)]{0,3}\s?(?P<sep>::?|=|\bis\b|\bwas\b|\bof\b|\||#|-(?= )|\(|ending (?:in|with)|like|\bunder\b)?\s?[\"'`*|_(#:]{0,4}\s?"
    r"(?P<value>[0-9]{1,4}(?:[ /-][0-9]{2,10}){1,4}(?!\w|-\w)|(?=[A-Za-z*/_ -]{0,12}[0-9])(?:[A-Z]{1,6}[ -](?=[0-9]))?[A-Z0-9*][A-Z0-9*./_-]{1,28}[A-Z0-9](?: [0-9]{2,10}(?![\w.]))*(?: [0-9]{2}(?!\w))?)(?![\w])",
    re.IGNORECASE,
)
PREFIXED = re.compile(
    r"(?<![\w/.-])(?:EMP|EMPL|CUST|USR|USER|PAT|PT|MRN|STAFF|HR|CLT|CLIENT|MBR|MEM|ACCT|ACC|ACCNT|POL|EID|UID|CID|PID|VOTER|DL|KD|KDNR|MA|PERS|STU|INS|CLM|PASS|AHC|LIC|SUB|TIN|EIN|ITIN|DNI|NIF|NIE|BADGE|ID)[-_#:]{1,2}(?=[A-Z]{0,3}-?[0-9])[A-Z0-9][A-Z0-9-]{2,20}(?![\w])"
)
WEAK_LABELS = frozenset(
    "account acct acc a/c user person subject member device contact hr health visa pan ni policy claim order customer client employee emp staff patient student national identity identification social insurance candidate hospital booking reservation guest license licence dl plate tax serial vin swift bic sin resident citizen applicant tenant".split()
)
BANK_LABELS = re.compile(
    r"account|acct|konto|cuenta|routing|sort|aba|swift|bic|transit|clabe|bsb|ifsc|iban|^a/c|^acc", re.IGNORECASE
)


DIGIT = re.compile(r"[0-9]")
FEWEST_DIGITS = 3  # of any number that is told here


def numbers(text: str) -> Iterator[PrivateSpan]:
    """Yield card, account and identity numbers."""
    if len(DIGIT.findall(text)) < FEWEST_DIGITS:
        return
    yield from _cards(text)
    for match in IBAN.finditer(text):
        body = re.sub(r"[ -]", "", match.group())
        named = re.search(r"iban\W{0,12}$", text[max(0, match.start() - 16) : match.start()], re.IGNORECASE)
        if len(body) == IBAN_LENGTHS.get(body[:2], 0) or named or (body[:2] in IBAN_LENGTHS and mod97(body)):
            yield PrivateSpan(match.start(), match.end(), "IBAN_CODE", 1.0)
    for match in SSN.finditer(text):
        yield PrivateSpan(match.start(), match.end(), "US_SSN", 0.85)
    for match in SSN_NAMED.finditer(text):
        yield PrivateSpan(match.start("value"), match.end("value"), "US_SSN", 0.95)
    for match in PREFIXED.finditer(text):
        yield PrivateSpan(match.start(), match.end(), "ID", 0.75)
    yield from _labelled(text)


def _cards(text: str) -> Iterator[PrivateSpan]:
    for match in CARD.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        named = CARD_WORD.search(text[max(0, match.start() - 60) : match.start()])
        if named or (luhn(digits) and digits[0] in "23456"):
            yield PrivateSpan(match.start(), match.end(), "CREDIT_CARD", 1.0)
    for match in CARD_LOOSE.finditer(text):
        if re.search(r"[*Xx]", match.group()) and re.search(r"[0-9]", match.group()):
            yield PrivateSpan(match.start(), match.end(), "CREDIT_CARD", 0.6)


def _labelled(text: str) -> Iterator[PrivateSpan]:
    for match in LABELLED.finditer(text):
        value, label = match["value"], match["label"].casefold()
        if not value[0].isascii() or text[match.start("value") - 1].isalnum():
            continue
        digits = sum(letter.isdigit() for letter in value)
        proven = bool(match["word"] or match["sep"])
        if re.fullmatch(
            r"[0-9]{1,2}|(?:19|20)[0-9]{2}|v[0-9.]+|[0-9]{1,4}(?:st|nd|rd|th|[kKmM%x])|[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}|[0-9]+(?:\.[0-9]+)+|0x.*|[a-z]+[0-9]{1,2}",
            value,
        ):
            continue
        if ((label in WEAK_LABELS or not proven) and digits < (3 if match["word"] else 5)) or (
            not proven and re.search(r"[a-z]", value)
        ):
            continue
        type_ = "PASSPORT" if "pas" in label else "DRIVER_LICENSE" if "licen" in label else "ID"
        type_ = "BANK_ACCOUNT" if BANK_LABELS.search(label) else type_
        yield PrivateSpan(match.start("value"), match.end("value"), type_, 0.7)
