"""Secrets that open nothing, made up by the kind; and strings that only look like secrets."""

# ruff: noqa: E501, S311  # value lists and patterns are read whole; chance here is for repeatable samples

import base64
import hashlib
import random
import string
import uuid

LETTERS = string.ascii_letters + string.digits
HEX = "0123456789abcdef"
AROUND = (
    "{}",
    "the key is {} as of today",
    'api_key = "{}"',
    "found `{}` in cell 4 of the notebook",
    "export TOKEN={}",
    "- value: {}\n  owner: platform",
    "curl -H 'X-Key: {}' https://api.grocer.example/v1",
    "| secret | {} |",
    "({})",
    "please rotate {}, it leaked",
)


def some(chance: random.Random, count: int, letters: str = LETTERS) -> str:
    """Return random letters, at least one of each case and a digit where the alphabet has them."""
    while True:
        made = "".join(chance.choices(letters, k=count))
        mixed = any(c.islower() for c in made) and any(c.isupper() for c in made) and any(c.isdigit() for c in made)
        if mixed or letters is not LETTERS:
            return made


def encoded(text: str) -> str:
    """Return text in URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def jwt(chance: random.Random) -> str:
    """Return a JSON Web Token."""
    return f'{encoded("""{"alg":"HS256","typ":"JWT"}""")}.{encoded(some(chance, 40))}.{some(chance, 43)}'


def pem(chance: random.Random) -> str:
    """Return a private key block."""
    kind = chance.choice(["RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY"])
    lines = "\n".join(some(chance, 64) for _ in range(chance.randint(3, 12)))
    return f"-----BEGIN {kind}-----\n{lines}\n-----END {kind}-----"


def connection(chance: random.Random) -> str:
    """Return a connection string with a login in it."""
    scheme = chance.choice(
        ["postgresql", "mysql", "mongodb+srv", "redis", "amqp", "postgresql+psycopg2", "https", "ftp"]
    )
    return f"{scheme}://{chance.choice(['svc', 'admin', 'etl_user', 'app'])}:{some(chance, 12)}@db{chance.randint(1, 9)}.grocer.example:5432/sales"


KINDS = {
    "aws access key": lambda c: "AKIA" + some(c, 16, string.ascii_uppercase + "234567"),
    "aws secret key": lambda c: some(c, 40, LETTERS),
    "github token": lambda c: c.choice(["ghp_", "gho_", "ghs_"]) + some(c, 36),
    "github fine-grained": lambda c: f"github_pat_{some(c, 22)}_{some(c, 59)}",
    "gitlab token": lambda c: "glpat-" + some(c, 20),
    "slack token": lambda c: (
        f"xox{c.choice('bp')}-{c.randint(10**11, 10**12)}-{c.randint(10**11, 10**12)}-{some(c, 24)}"
    ),
    "slack webhook": lambda c: (
        f"https://hooks.slack.com/services/T{some(c, 8).upper()}/B{some(c, 8).upper()}/{some(c, 24)}"
    ),
    "stripe key": lambda c: c.choice(["sk_live_", "rk_live_", "sk_test_"]) + some(c, 24),
    "openai key": lambda c: c.choice(["sk-", "sk-proj-"]) + some(c, 48),
    "anthropic key": lambda c: f"sk-ant-api03-{some(c, 93)}AA",
    "google key": lambda c: "AIza" + some(c, 35),
    "hugging face token": lambda c: "hf_" + some(c, 34, string.ascii_letters),
    "json web token": jwt,
    "private key block": pem,
    "connection string": connection,
    "sendgrid key": lambda c: f"SG.{some(c, 22)}.{some(c, 43)}",
    "npm token": lambda c: "npm_" + some(c, 36),
    "password": lambda c: f"password: {some(c, 8)}{c.choice('!#$%&*')}{some(c, 3)}",
    "azure account key": lambda c: "AccountKey=" + base64.b64encode(c.randbytes(64)).decode(),
    "bearer header": lambda c: f"Authorization: Bearer {some(c, 40)}",
}
LOOKALIKES = {
    "md5": lambda c: hashlib.md5(c.randbytes(8), usedforsecurity=False).hexdigest(),
    "sha1": lambda c: hashlib.sha1(c.randbytes(8), usedforsecurity=False).hexdigest(),
    "sha256": lambda c: c.choice(["", "sha256:"]) + hashlib.sha256(c.randbytes(8)).hexdigest(),
    "short commit": lambda c: hashlib.sha256(c.randbytes(8)).hexdigest()[:8],
    "integrity": lambda c: "sha512-" + base64.b64encode(c.randbytes(64)).decode(),
    "uuid": lambda c: str(uuid.UUID(bytes=c.randbytes(16), version=4)),
    "upper uuid": lambda c: str(uuid.UUID(bytes=c.randbytes(16), version=4)).upper(),
    "version": lambda c: (
        f"v{c.randint(0, 9)}.{c.randint(0, 30)}.{c.randint(0, 99)}-rc{c.randint(1, 9)}+build.{c.randint(1, 9999)}"
    ),
    "image": lambda c: (
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA" + base64.b64encode(c.randbytes(c.randint(60, 300))).decode()
    ),
    "bare image": lambda c: "iVBORw0KGgoAAAANSUhEUgAA" + base64.b64encode(c.randbytes(c.randint(60, 300))).decode(),
    "photo": lambda c: "/9j/4AAQSkZJRgABAQAAAQABAAD" + base64.b64encode(c.randbytes(c.randint(60, 300))).decode(),
    "snake name": lambda c: "_".join(
        c.choices(["train", "test", "feature", "window", "Store2", "mean", "lag7", "X1"], k=5)
    ),
    "camel name": lambda c: "".join(
        c.choices(["Train", "Test", "Feature", "Window", "Store", "Mean", "Lag", "Weekly"], k=5)
    ),
    "path": lambda c: "/".join(c.choices(["src", "Models", "v2", "runs2026", "Final", "weights", "epoch12"], k=5)),
    "run name": lambda c: (
        f"demand-{c.choice(['lgbm', 'xgb'])}-2026-0{c.randint(1, 9)}-{c.randint(10, 28)}T{c.randint(10, 23)}-{c.randint(10, 59)}"
    ),
}


def made(kinds: dict, count: int, seed: int) -> list[tuple[str, str, str]]:
    """Return (kind, value, text around it), ``count`` of them, kinds in turn."""
    chance = random.Random(seed)
    names = sorted(kinds)
    rows = []
    for at in range(count):
        kind = names[at % len(names)]
        value = kinds[kind](chance)
        around = (
            AROUND[0]
            if "\n" in value
            else chance.choice(
                AROUND
                if kinds is KINDS
                else (AROUND[0], "run {} of today", "id: {}", "found `{}` in the log", "![chart]({})", "| {} | 0.71 |")
            )
        )
        rows.append((kind, value, around.replace("{}", value)))
    return rows
