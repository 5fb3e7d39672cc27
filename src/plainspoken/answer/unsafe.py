"""What may be no sentence of an answer: links, mark-up, mentions, and orders to whoever reads."""

import re

from plainspoken.shapes import OURS

_ENDING = r"(?:com|net|org|io|ai|dev|co|info|biz|xyz|ru|cn|app|example|test|invalid|zip|link|click)"
LINK = re.compile(
    r"!?\[[^\]\n]*\]\([^)\n]*\)|\b[a-z][a-z0-9+.-]*://|\bwww\.|\bjavascript:|\bdata:\w+/|\bmailto:"
    rf"|\b(?:[a-z0-9-]+\.)+{_ENDING}[/?#]\S",  # a bare name with such an ending is as often a library or a file
    re.IGNORECASE,
)
MARKUP = re.compile(
    rf"(?!{OURS.pattern})(?!<p\d{{2,3}}\b[^<>=\n]*>)</?[A-Za-z!][^<>\n]*>|&#?\w+;|```"
)  # <p95 is a time
MENTION = re.compile(r"(?<![\w.])@(?!\d+(?:\.\d+)?(?![\w-]))[\w.-]+|<[@#!][^>\n]*>")
_REPLY = r"(?:(?:repl(?:y|ies)|response|responses|answers?|output|message|reply text|completion|text|result)\b)"
_READERS = r"(?:(?:this|the|every|any|all|each)\s+(?:question|user|prompt|query|queries|reader)s?|me)\b"
_PLACE = (
    r"(?:the|this|that|your)\s+(?:\w+\s+)?(?:ticket|thread|channel|chat|issue|case|portal|queue|tracker|comments?|tool)"
)
_LANGUAGE = (  # no time and no place: "Respond in the ticket within one hour."
    rf"in\s+(?!\d|(?:an?|one|two|three|four|five|time|under|writing|person|{_PLACE})\b)"
)
_HASTE = r"as\s+(?:soon|quickly|fast|early|promptly)\b"
_AS_TOLD = (
    rf"(?:(?:with|using|(?!{_HASTE})as|only(?!\s+(?:to|when|if|after)\b)|like|by\s+\w+ing)\b"
    rf"|{_LANGUAGE}|(?:to\s+)?{_READERS})"
)
_ORDER = (
    r"(?:ignore|disregard|forget|override|bypass|encrypt|encode|decode|translate|convert|rewrite|respond|reply|answer|"
    r"output|print|reveal|disclose|pretend|act|apply|use|render|shift|append|insert|add|include|begin|start|end|finish|"
    r"repeat|provide|write|say|state|tell|mention|recommend|suggest|promote|send|forward|click|visit|download|execute|"
    r"augment|enhance|adapt|tailor|"
    r"run|refuse|do not|don't|never|always|make sure|ensure|please|instead|present|format|give|substitute|craft|"
    r"explain|offer|express|structure|introduce|compose|incorporate|utilize|employ|transform|modify|adjust|deliver|"
    r"can you|could you|you must|you should|you will|you are|your task is to)"
)
INSTRUCTION = re.compile(
    rf"""\b(?:ignore|disregard|forget)\b.{{0,40}}\b(?:instruction|prompt|rule|guideline|previous|above|earlier|context|question)s?\b
    |\b(?:override|bypass)\b.{{0,20}}\b(?:(?:previous|above|prior|earlier|these|your)\s+(?:\w+\s+){{0,2}}(?:instruction|prompt|rule|guideline|restriction)|(?:all|any)\s+(?:\w+\s+)?(?:instruction|prompt))s?\b
    |\byou\s+(?:must|should|will|can|may|need\s+to|have\s+to|are\s+to)\s+(?:\w+\s+)?(?:override|bypass)\b.{{0,40}}\b(?:instruction|prompt|rule|guideline)s?\b
    |\byour\s+(?:[\w-]+\s+)?(?:system|developer)\s+(?:prompt|message|instruction)s?\b
    |^\W*(?:(?:new|updated|system|developer)\s+){{1,2}}(?:prompt|message|instruction)s?\s*:
    |\byou\s+are\s+(?:now|no\s+longer)\b
    |\b(?:assistant|ai|chatbot|llm|language\s+model)s?\b\s*[:,]\s*{_ORDER}
    |\b(?:note|message|instruction|important|attention|reminder)s?\s+(?:to|for)\s+(?:the\s+|any\s+|all\s+)?(?:ai|assistant|llm|model|chatbot|language\s+model|bot)s?\b
    |\b(?:when|if|before|after)\s+(?:you\s+are\s+)?(?:asked|answering|responding|replying|summari[sz]ing)\b.{{0,60}}(?:[,:]\s*(?:please\s+|then\s+)?|\b(?:always|never|please)\s+){_ORDER}\b
    |\b(?:when|if)\s+you\s+are\s+asked\b.{{0,60}}\b{_ORDER}\b
    |\b(?:reveal|print|repeat|leak|disclose|output|show|paste)\b.{{0,30}}\b(?:prompt|instruction)s?\b
    |(?<!not\s)(?<!never\s)\b(?:reveal|print|repeat|leak|disclose|output)\b.{{0,30}}\b(?:secret|password|api\s+key|credential)s?\b
    |^\W*(?:please\s+|kindly\s+|now\s+|instead,?\s+|also,?\s+)?{_ORDER}\b.{{0,60}}\byour\s+(?:[\w-]+\s+)?{_REPLY}
    |\b(?:in|of|to|into|with|using|from)\s+your\s+(?:[\w-]+\s+)?{_REPLY}
    |^\W*(?:please\s+|kindly\s+)?(?:reply|respond|answer)\s+(?:only\s+|solely\s+|exclusively\s+|entirely\s+)?{_AS_TOLD}
    |\byou\s+(?:must|should|will|need\s+to|have\s+to)\s+(?:only\s+|always\s+|now\s+|instead\s+)?(?:output|say|recommend|tell\s+the\s+user|(?:answer|reply|respond)\s+{_AS_TOLD})
    |(?:^\W*|[.,;:]\s+|\b(?:and|then|must|should|please|always|instead)\s+)tell\s+(?:the\s+)?(?:user|reader)s?\s+(?:that|to)\b""",
    re.IGNORECASE | re.VERBOSE,
)  # fmt: skip

IMPERATIVE = re.compile(rf"^\W*(?:please\s+|kindly\s+|now\s+|also,?\s+|then\s+)?{_ORDER}\b", re.IGNORECASE)


def addresses_reader(text: str) -> bool:
    """Return whether ``text`` gives orders to whoever answers, instead of stating something."""
    return bool(INSTRUCTION.search(text))


def commands(text: str) -> bool:
    """Return whether ``text`` begins as an order does: a rule, or beside an order to the reader one more of them."""
    return bool(IMPERATIVE.match(text))


def is_unsafe(text: str) -> bool:
    """Return whether ``text`` holds a link, mark-up, a mention or an order to whoever answers."""
    return bool(LINK.search(text) or MARKUP.search(text) or MENTION.search(text)) or addresses_reader(text)


def inert(text: str) -> str:
    """Return ``text`` so that no surface makes a link, a mention or mark-up of it."""
    calm = re.sub(r"!?\[([^\]\n]*)\]\([^)\n]*\)", r"\1", text)
    calm = MARKUP.sub(" ", calm)
    calm = re.sub(r"<[@#!][^>\n]*>", " ", calm)
    calm = calm.replace("://", " : ").replace("@", "(at)")
    calm = re.sub(r"(?<=\w)\.(?=(?:com|net|org|io|ai|dev|co|info|biz|xyz|ru|cn|app|zip|link|click)\b)", " . ", calm)
    return " ".join(calm.split())
