"""Where people live: street addresses in the forms of eight languages, postal codes, and places said of a person."""

# ruff: noqa: E501  # a pattern is read whole, on one line

import re
from collections.abc import Iterator, Sequence

from plainspoken.pii.lexicon import bare, is_foreign, lexicon
from plainspoken.redacted import PrivateSpan

_CAP = r"[A-ZÀ-ÞŁŚŻČŠŽ][\w'’.-]*"
_LINK = r"(?:of|the|de|del|la|las|los|el|da|do|dos|das|di|du|des|van|von|der|den|zum|zur|am|y|e|i|Ntra|Sra)"
_WORDS = rf"{_CAP}(?:[ ](?:{_LINK}[ ])*{_CAP}){{0,4}}"
_STRONG = r"(?:Street|St|Avenue|Ave|Av|Road|Rd|Lane|Ln|Boulevard|Blvd|Terrace|Terr?|Crescent|Cres|Parkway|Pkwy|Highway|Hwy|Mews|Driveway|Esplanade|Turnpike)"
_WEAK = (
    r"(?:Drive|Dr|Court|Ct|Way|Place|Pl|Square|Sq|Circle|Cir|Close|Gardens?|Gdns|Grove|Hill|Row|Walk|Alley|Trail|Trl|Path|Pike|Plaza|Loop|Run|Point"
    r"|Quay|Wharf|Green|Park|View|Rise|Vale|Heights|Ridge|Bend|Cove|Glen|Landing|Meadows?|Oval|Parade|Promenade|Yard|Broadway|Causeway|Bypass|Junction"
    r"|Landing|Manor|Mill|Orchard|Spring|Station|Village|Ville|Vista|Creek|Crossing|Expressway|Extension|Falls|Ferry|Field|Fields|Flat|Ford|Forest|Fork"
    r"|Garden|Gateway|Harbor|Haven|Hollow|Inlet|Island|Isle|Key|Knoll|Lake|Lodge|Mission|Mountain|Neck|Overpass|Pass|Pine|Plain|Port|Prairie|Ramp|Ranch"
    r"|Rapid|Rest|River|Route|Shoal|Shore|Skyway|Stream|Summit|Throughway|Trace|Track|Tunnel|Union|Valley|Viaduct|Wall|Well|Wells|Camp|Canyon|Cape|Center|Centre"
    r"|Club|Common|Corner|Course|Curve|Dale|Dam|Divide|Estate|Estates)"
)
_NUMBER = r"(?:No\.? ?|Nr\.? ?|№ ?)?[1-9][0-9]{0,4}(?:[-–/][0-9]{1,4})?[A-Za-z]?"
_UNIT = r"(?:,? (?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Fl|Room|Rm|Bldg|Building|Block|Piso|Pta|Puerta|Etage|App|Wohnung)\.? ?#?[\w-]{1,6}|,? #[\w-]{1,6})?"
ZIP = r"(?:[0-9]{5}-[0-9]{3}(?![0-9])|[0-9]{4}-[0-9]{3}|[0-9]{5}(?:-[0-9]{4})?|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]|[0-9]{4} ?[A-Z]{2}|[0-9]{4,6}|[0-9]{3} ?[0-9]{2}|[0-9]{2}-[0-9]{3}|[0-9]{3}-[0-9]{4})(?![\w%]|[.,][0-9])"
_PLACE = rf"{_CAP}(?:[ -](?:{_LINK}[ ])?{_CAP}){{0,3}}"
_TAIL = rf"(?:,? {ZIP})?(?:,? ?\(?{_PLACE}\)?)?(?:,? [A-Z]{{2,3}}(?![\w]))?(?:,? {ZIP})?(?:, {_PLACE})?(?:,? {ZIP})?"
_COMMA_TAIL = rf"(?:, ?{ZIP}(?: {_PLACE})?)?(?:, ?{_PLACE}){{0,3}}(?:,? [A-Z]{{2}}(?!\w))?(?:,? {ZIP})?(?:, ?(?:{_PLACE}|UK|USA|U\.S\.A\.|US))?"
_DIRECTION = r"(?:[ ](?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\.?(?![\w]))?"

NUMBERED = re.compile(
    rf"(?<![\w./$€£%#-])(?:(?:Flat|Apt\.?|Apartment|Unit|Suite|Room) [\w-]{{1,5}}, )?{_NUMBER}{_DIRECTION},? (?:{_CAP} ){{1,4}}(?:{_STRONG}|{_WEAK})\b\.?{_DIRECTION}{_UNIT}{_COMMA_TAIL}"
    rf"|(?<![\w./$€£%#-]){_NUMBER}{_DIRECTION} (?:[0-9]{{1,3}}(?:st|nd|rd|th)) (?:{_STRONG}|{_WEAK})\b\.?{_DIRECTION}{_UNIT}{_COMMA_TAIL}"
    rf"|(?<![\w./$€£%#-]){_NUMBER},? (?:bis |ter )?(?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Bb]d|[Cc]hemin|[Aa]llée|[Qq]uai|[Ii]mpasse|[Pp]lace|[Rr]oute|[Cc]ours) (?:de |du |des |la |le |les |l['’]|d['’])*{_WORDS}{_UNIT}{_TAIL}"
)
NAMED = re.compile(
    rf"(?<![\w./-])(?:(?:[Cc]alle|CALLE|C/|[Cc]/|[Aa]v(?:da|enida|d)?\.?|AVENIDA|[Pp]laza|[Pp]za\.?|[Pp]l\.|[Pp]aseo|Pº|P\.º|[Cc]amino|[Cc]arrer|[Cc]arretera|[Cc]tra\.?|[Rr]onda|[Tt]ravesía|[Tt]rav\.|[Rr]úa|[Gg]lorieta|[Uu]rb(?:anización|\.)|[Pp]asseig|[Aa]vinguda|[Pp]laça|[Cc]uesta|[Pp]asaje|[Cc]allejón|[Bb]arrio|[Pp]olígono|[Pp]je\.|[Vv]ía|[Cc]ostanilla|[Pp]artida|[Ll]ugar"
    rf"|[Vv]ia|[Vv]iale|[Pp]iazza|[Cc]orso|[Vv]icolo|[Ll]argo|[Rr]ua|[Tt]ravessa|[Pp]raça|[Uu]l\.|al\.|[Ss]tr\.(?= )|[Ss]trada|[Bb]d\.|[Uu]lica|[Rr]ruga)"
    rf"[ ]?(?:(?:de|del|la|las|los|el|da|do|dos|das|di|dei|della|san|santa|l['’]|d['’])[ ])*{_WORDS},? ?(?:(?:n[º°.o]?|nº|núm\.?|num\.?|s/n) ?)?(?:[0-9]{{1,4}}[A-Za-z]?(?:[-–/ ][0-9]{{1,3}}(?![0-9]))?|s/n)(?:(?!,? ?[0-9]{{4}}-[0-9]{{3}}),? ?(?:[0-9]{{1,2}} ?[º°ªo.]{{0,2}} ?-? ?[A-Za-z0-9]{{0,3}}[ªº]?|[Bb]ajo ?[A-Z]?|[Pp]iso [0-9]+\w?|[A-Z]|[0-9]{{1,2}}[A-Z]?|[Dd]cha\.?|[Ii]zq(?:da)?\.?)(?![\w])){{0,4}}(?:, ?Col\.? {_PLACE})?(?:, ?[0-9]{{1,2}}\.?[ºª°](?: (?:Esq|Dto|Dta|Frente|Fte)\.?)?)?(?:, ?(?:ap|apto?|apart|lok|m|sc|scara|bl|bloco?|et|etaj|sala)\.? ?[0-9A-Z]{{1,4}}(?!\w)){{0,3}}(?:,? {ZIP})?(?:,? {_PLACE})?(?: ?[-–/] ?[A-Z]{{2}}(?!\w))?(?:,? {ZIP})?)"
    rf"|(?<![\w./-])[A-Za-zÀ-ž.'-]{{0,30}}(?:[Ss]tra(?:ß|ss)e|[Ss]tr\.|weg|platz|allee|gasse|damm|ufer|straat|laan|plein|gracht|kade|gatan|vägen|veien|gata|vej|gade|katu|tie) [1-9][0-9]{{0,3}}[ ]?[a-zA-Z]?(?:(?<= [A-Z]) [0-9]{{1,3}})?(?:[-–/][0-9]{{1,3}})?(?!\w|[.,][0-9])(?:, ?[0-9]{{4,5}}(?: [A-Z]{{2}})? {_PLACE}|, {_PLACE}(?:,? {ZIP})?)?"
)
ABROAD = re.compile(
    rf"(?<![\w./-])(?!(?:Table|Figure|Fig|Section|Version|Chapter|Week|Sprint|Phase|Batch|Cell|Page|Step|Run|Build|Room|Release|Python|Day|Level|Line|Case|Item|Appendix|Annex|Q) )"
    rf"{_CAP}(?: (?:{_LINK} )?{_CAP}){{0,3}} [1-9][0-9]{{0,3}}(?:[/-][0-9A-Z]{{1,3}}| ?[A-Za-z](?: [0-9]{{1,3}})?)?(?!\w), (?!(?:19|20)[0-9]{{2}} ){ZIP} {_PLACE}(?: [A-Z](?!\w))?"
    rf"|(?<![\w./-])[1-9][0-9]?-[1-9][0-9]{{0,2}}(?:-[1-9][0-9]?)? {_CAP}(?: {_CAP})?, {_CAP}-(?:ku|shi|cho|machi)(?:, {_PLACE})?(?: [0-9]{{3}}-[0-9]{{4}})?"
)
"""A street without a word that says so, known by the number, the code and the town after it; and Japanese ones."""
THING = re.compile(r"[^\W\d_]{2,}")
UNNUMBERED = re.compile(
    rf"(?<![\w./-])(?!(?:The|A|An|Wall|Main|High|Sesame|Our|This|One|On|In|At|Abbey) )(?:{_CAP} ){{1,3}}(?:Street|Avenue|Road|Lane|Boulevard|Crescent|Terrace)\b(?! ?(?:\w+ )?(?:detection|dataset|segmentation|network|sign|scene|view|View|map|Journal|user|surface|quality))(?:,? {_CAP}, [A-Z]{{2}} {ZIP})?"
    rf"|(?<![\w./-])(?!(?:The|A|An|Our|This|One) )(?:{_CAP} ){{1,2}}(?:Drive|Court|Way|Place|Close|Square|Grove|Gardens|Row|Walk|Lane|Road|Avenue)(?= (?:[Ss]treet|St)\b)"
    rf"|(?<=\b(?:at|on|in) )(?!(?:Google|One|Hard|Flash|The|A|Test) )(?:{_CAP} ){{1,2}}(?:Drive|Court|Way|Place|Close|Square|Grove|Gardens)(?= (?:[Ss]treet|St\.?)\b|(?:\.|,)? ?(?:$|\n))"
    rf"|(?<=\b(?:lives? (?:on|at|in)|living (?:on|at|in)|side of|resid\w{{1,3}} (?:on|at|in)) )(?:{_CAP} ){{1,3}}(?:{_STRONG}|{_WEAK})\b".replace(
        "(?<=\\b(?:lives? (?:on|at|in)|living (?:on|at|in)|side of|resid\\w{1,3} (?:on|at|in)) )",
        "(?:(?<=lives on )|(?<=lives at )|(?<=living on )|(?<=living at )|(?<=live on )|(?<=live at )|(?<=side of ))",
    ).replace("(?<=\\b(?:at|on|in) )", "(?:(?<=\\bat )|(?<=\\bon )|(?<=\\bin ))")
)
BOX = re.compile(r"\b(?:P\.? ?O\.? ?Box|Postfach|Apartado(?: de Correos)?|Apdo\.?) ?#?[0-9]{1,8}\b", re.IGNORECASE)
ZIP_NAMED = re.compile(
    rf"\b(?:zip(?:[ _-]?codes?)?|post(?:al)?[ _-]?codes?|c\.?p\.?|código postal|codigo postal|plz|postleitzahl|code postal|cap)[\"'`*]{{0,3}}\s?(?::|=|\||\bis\b|\bof\b|-|,)?\s?[\"'`*|]{{0,3}}\s?(?P<zip>{ZIP})",
    re.IGNORECASE,
)
_STATES = (
    "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ALN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]"
)
ZIP_PLACED = re.compile(
    rf"(?<=[\w,.] )(?P<state>(?:(?:{_STATES}),? |(?<=, )ID,? ))(?P<zip>[0-9]{{5}}(?:-[0-9]{{4}})?)(?![\w.,-]?[0-9])"
    r"|(?<![\w.-])(?P<uk>[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][ABD-HJLNP-UW-Z]{2})(?!\w)"
    r"|(?<![\w.-])(?P<ca>[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z] [0-9][ABCEGHJ-NPRSTV-Z][0-9])(?!\w)"
)
BLOCK_LINE = re.compile(
    rf"\s*\n[ \t]*(?:(?P<unit>(?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor)\.? ?#?[\w-]{{1,6}}|#[\w-]{{1,6}})"
    rf"|(?P<zip1>{ZIP}) (?P<place1>{_PLACE})|(?P<place2>{_PLACE})(?:, [A-Z]{{2}})?(?:,? (?P<zip2>{ZIP}))?|(?P<zip3>{ZIP}))[ \t]*[.,]?(?=\n|$)"
)
LABELLED = re.compile(
    r"(?:^|[\n|.{,(]|[*_]{2})[ \t]*[\"'`*_]{0,3}(?:(?:home|street|postal|mailing|billing|shipping|delivery|residential|work|office|current)[ _-])?"
    r"(?:address(?: line)?[ _]?[12]?|street|domicilio|dirección|direccion|calle|adresse|anschrift|strasse|straße|wohnhaft|adresse postale|indirizzo|endereço|adres)"
    r"[\"'`*_]{0,3}[ ]?[:=|][ ]?[\"'`*_]{0,3}(?P<address>[^\n|\"`{}]{4,100})",
    re.IGNORECASE,
)
ZIP_ABROAD = re.compile(
    rf"(?<=[,.(\n] )(?P<zip>[0-9]{{5}}),?[ ](?P<place>{_PLACE})|(?<=\n)(?P<zip_>[0-9]{{5}})[ ](?P<place_>{_PLACE})"
)
HOME_PLACE = re.compile(
    rf"\b(?:(?:[Ii]|[Hh]e|[Ss]he|[Ww]e|[Tt]hey|[Ww]ho)(?:'m|'s|’m|’s)? (?:\w+ )?(?:live[sd]?|living|reside[sd]?|grew up|born|was born|moved here from|moved from|moved to|comes? from|came from|is from|am from|from|originally from)(?: in| from)?|(?:lives|resides|residing|born|hometown is|hometown:|moved here from) (?:in )?"
    rf"|(?:[Cc]ity|[Tt]own|[Ll]ocalidad(?:/ ?[Pp]rovincia)?|[Cc]iudad|[Pp]rovincia|[Pp]oblación|[Mm]unicipio|[Ww]ohnort|[Rr]esidence|[Hh]ometown|[Bb]irthplace|[Pp]lace of birth|[Ll]ugar de nacimiento)[\"'`*]{{0,2}} ?[:|=] ?[\"'`*]{{0,2}})\s?(?P<place>{_CAP}(?:[ -](?:(?:de|del|la|las|los|of|am)[ ])?{_CAP}){{0,3}})"
)


TOWN_CODE = re.compile(
    r",?[ ](?:[A-Z]{2},?[ ])?(?P<zip>[0-9]{5}(?:-[0-9]{4})?)(?=[ ]?(?:$|[\n,;)?!|]|\.(?:\s|$))|[ ][A-Z])", re.MULTILINE
)
DIGIT = re.compile(r"[0-9]")
STREET_WORDS = (
    "Street|Avenue|Road|Lane|Boulevard|Crescent|Terrace|Drive|Court|Way|Place|Close|Square|Grove|Gardens|Row|Walk"
    "|lives |living |live on|side of"
).split("|")
"""A text without any of them names no street without its number: looked for first, because it is much faster."""


def _counts(found: str) -> bool:
    """Return whether a thing and its number, then a number of things, read as a street: "Epoch 12, 50000 Steps"."""
    if found[0].isdigit():
        return False
    known, (street, town) = lexicon(), found.split(", ", 1)
    things = [bare(word) for word in (*THING.findall(street)[-1:], *THING.findall(town)[:1])]
    return known.is_seen(things[0]) or things[0] in known.methods or any(map(known.is_ordinary, things))


def addresses(text: str) -> Iterator[PrivateSpan]:
    """Yield street addresses with the town and code that follow them, postal codes, and people's home towns."""
    has_digit = DIGIT.search(text) is not None
    patterns = [(NUMBERED, 0.9), (BOX, 0.9)] if has_digit else []
    patterns += [(ABROAD, 0.8)] if has_digit else []
    patterns += [(NAMED, 0.85)] if has_digit or "s/n" in text else []
    patterns += [(UNNUMBERED, 0.65)] if any(word in text for word in STREET_WORDS) else []
    for pattern, score in patterns:
        for match in pattern.finditer(text):
            if pattern is ABROAD and _counts(match.group()):
                continue
            end = match.end() - (
                match.group().endswith((".", ",")) and not match.group().endswith(("St.", "Ave.", "Rd.", "Dr."))
            )
            yield PrivateSpan(match.start(), end, "STREET_ADDRESS", score)
            if pattern is NUMBERED:
                yield from _block(text, end)
    for pattern in (ZIP_NAMED, ZIP_PLACED) if has_digit else ():
        for match in pattern.finditer(text):
            name = next(name for name in ("zip", "uk", "ca") if match.groupdict().get(name))
            yield PrivateSpan(match.start(name), match.end(name), "ZIP_CODE", 0.8)
    yield from _labelled(text)
    if is_foreign(text):
        for match in ZIP_ABROAD.finditer(text):
            ends = "_" if match["zip_"] else ""
            yield PrivateSpan(match.start("zip" + ends), match.end("zip" + ends), "ZIP_CODE", 0.7)
            yield PrivateSpan(match.start("place" + ends), match.end("place" + ends), "LOCATION", 0.7)
    for match in HOME_PLACE.finditer(text):
        yield PrivateSpan(match.start("place"), match.end("place"), "LOCATION", 0.6)


def town_codes(text: str, towns: Sequence[tuple[int, int]]) -> Iterator[PrivateSpan]:
    """Yield the postal codes that stand behind a town: "Gdansk, 47613"."""
    for _, end in towns:
        if code := TOWN_CODE.match(text, end):
            yield PrivateSpan(code.start("zip"), code.end("zip"), "ZIP_CODE", 0.6)


def _labelled(text: str) -> Iterator[PrivateSpan]:
    """Yield the value after a word for an address."""
    for match in LABELLED.finditer(text):
        value = re.split(r"\.(?:\s|$)|\s\w+:", match["address"].rstrip(" .'*_,"))[0]
        if re.search(r"[0-9]|s/n", value) and not re.match(r"(?:https?|\w+@|[0-9.:/]+$|0x)", value):
            yield PrivateSpan(match.start("address"), match.start("address") + len(value), "STREET_ADDRESS", 0.8)


def _block(text: str, end: int) -> Iterator[PrivateSpan]:
    """Yield the town and code on the lines below a street, as on an envelope."""
    position = end
    while line := BLOCK_LINE.match(text, position):
        for name, value in line.groupdict().items():
            if value:
                type_ = {"unit": "STREET_ADDRESS", "zip": "ZIP_CODE", "pla": "LOCATION"}[
                    name if name == "unit" else name[:3]
                ]
                yield PrivateSpan(line.start(name), line.end(name), type_, 0.8)
        position = line.end()
        if position - end > 120:  # noqa: PLR2004  # no envelope is longer
            return
