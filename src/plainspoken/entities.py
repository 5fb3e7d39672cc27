"""The kinds of private things: which are looked for, and which people at work know of each other."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entity:
    """One kind of private thing. Whatever its kind, what looks like its placeholder is escaped in documents.

    Attributes:
        type: As spans and placeholders name it.
        in_words: What a reader calls it; empty where nothing looks for it: a name that other tools give to what we call
            otherwise.
        is_contact: Whether people at work know it of each other: at home in an internal document, not in a public one.
    """

    type: str
    in_words: str = ""
    is_contact: bool = False


ENTITIES = (
    Entity("PERSON", "name of a person", is_contact=True),
    Entity("EMAIL_ADDRESS", "e-mail address", is_contact=True),
    Entity("PHONE_NUMBER", "phone number", is_contact=True),
    Entity("HANDLE", "user name", is_contact=True),
    Entity("ORGANIZATION", "organisation", is_contact=True),
    Entity("LOCATION", "place", is_contact=True),
    Entity("NRP", "nationality, religion or political group", is_contact=True),
    Entity("DATE_TIME", "date or time", is_contact=True),
    Entity("IP_ADDRESS", "IP address", is_contact=True),
    Entity("STREET_ADDRESS", "street address"),
    Entity("ZIP_CODE", "postal code"),
    Entity("BIRTH_DATE", "date of birth"),
    Entity("AGE", "age"),
    Entity("ID", "personal number"),
    Entity("SECRET", "password or key"),
    Entity("CREDIT_CARD", "card number"),
    Entity("IBAN_CODE", "IBAN"),
    Entity("BANK_ACCOUNT", "bank account"),
    Entity("MAC_ADDRESS", "hardware address"),
    Entity("US_SSN", "US social security number"),
    Entity("PASSPORT", "passport number"),
    Entity("DRIVER_LICENSE", "driving licence"),
    Entity("MEDICAL_LICENSE", "medical licence"),
    Entity("CRYPTO", "crypto wallet"),
    Entity("DENIED", "word on your deny list"),
    Entity("URL", is_contact=True),
    Entity("TITLE", is_contact=True),
    Entity("US_BANK_NUMBER"),
    Entity("US_PASSPORT"),
    Entity("US_DRIVER_LICENSE"),
)
