"""The kinds of private things: which are looked for, and which people at work know of each other."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entity:
    """One kind of private thing. Whatever its kind, what looks like its placeholder is escaped in documents.

    Attributes:
        type: As spans and placeholders name it.
        is_found: Whether anything looks for it. The others are names that other tools give to what we call otherwise.
        is_contact: Whether people at work know it of each other: at home in an internal document, not in a public one.
    """

    type: str
    is_found: bool = True
    is_contact: bool = False


ENTITIES = (
    Entity("PERSON", is_contact=True),
    Entity("EMAIL_ADDRESS", is_contact=True),
    Entity("PHONE_NUMBER", is_contact=True),
    Entity("HANDLE", is_contact=True),
    Entity("ORGANIZATION", is_contact=True),
    Entity("LOCATION", is_contact=True),
    Entity("NRP", is_contact=True),
    Entity("DATE_TIME", is_contact=True),
    Entity("IP_ADDRESS", is_contact=True),
    Entity("STREET_ADDRESS"),
    Entity("ZIP_CODE"),
    Entity("BIRTH_DATE"),
    Entity("AGE"),
    Entity("ID"),
    Entity("SECRET"),
    Entity("CREDIT_CARD"),
    Entity("IBAN_CODE"),
    Entity("BANK_ACCOUNT"),
    Entity("MAC_ADDRESS"),
    Entity("US_SSN"),
    Entity("PASSPORT"),
    Entity("DRIVER_LICENSE"),
    Entity("MEDICAL_LICENSE"),
    Entity("CRYPTO"),
    Entity("DENIED"),
    Entity("URL", is_found=False, is_contact=True),
    Entity("TITLE", is_found=False, is_contact=True),
    Entity("US_BANK_NUMBER", is_found=False),
    Entity("US_PASSPORT", is_found=False),
    Entity("US_DRIVER_LICENSE", is_found=False),
)
