"""Words that turn a statement round: negations, opposites, quantifiers, obligations, hedges."""

from plainspoken.wording.words import lexicon

NEGATORS = lexicon("not no never without neither nor none cannot n't hardly lacks lack nobody nothing")
FILLERS = lexicon(
    "a an the any be been being is are was were has have had do does did to of in on at for by with from it its will "
    "would shall should can could may might must yet only that this there very so as and or"
)
OPPOSITES = tuple(
    tuple(lexicon(side) for side in pair.split("|"))
    for pair in """
    increase increases increased rise rises rose grew up|decrease decreases decreased falls fell dropped declined down
    growing increasing grow gain|decreasing falling shrinking fall drop decline shrink lose
    raise raised raises|reduce reduced reduces lower lowered
    higher greater larger bigger above over more exceeds exceeded|lower smaller fewer less below under
    highest largest biggest most maximum max greatest best|lowest smallest least minimum min worst
    better improve improves improved outperforms beats|worse worsen worsened degrade degraded deteriorated
    before earlier prior precedes until|after later following since
    first|last
    first|second
    start starts started begin begins began opened launched|end ends ended finish finished stop stopped closed retired
    enable enabled enables on|disable disabled disables off
    include includes included including|exclude excludes excluded excluding omit omitted
    accept accepted accepts approve approved approves|reject rejected rejects refuse refused refuses deny denied
    allow allowed allows permit permitted may can|forbid forbidden prohibit prohibited banned disallowed
    pass passed passes succeed succeeded success successful|fail failed fails failure unsuccessful
    true correct right|false incorrect wrong
    internal internally inside|external externally outside
    public publicly|private privately confidential
    required mandatory compulsory|optional voluntary
    manual manually|automatic automatically automated
    online|offline
    fast faster quick quicker|slow slower
    short shorter|long longer
    old older|new newer
    early|late
    daily|weekly|monthly|quarterly|yearly annually
    day days|week weeks|month months|year years
    hour hours hourly|minute minutes|second seconds
    morning|afternoon|evening|night
    north northern|south southern
    east eastern|west western
    left|right
    top|bottom
    male men man|female women woman
    supervised|unsupervised
    same identical equal|different distinct
    positive positives|negative negatives
    add adds added|remove removes removed delete deleted
    present available|absent unavailable missing
    safe|unsafe dangerous
    easy easier|hard harder difficult
    cheap cheaper|expensive dearer
    buy bought buys|sell sold sells
    win won wins|lose lost loses
    strong stronger|weak weaker
    common|rare uncommon
    often frequently|rarely seldom
    minority|majority
    input inputs|output outputs
    precision|recall
    training|test testing|validation
    owns owned|rents rented leases leased
    summer|winter
    partly partially|fully completely entirely
    temporary temporarily|permanent permanently
    possible|impossible
    active|inactive
    likely|unlikely
    newest latest|oldest earliest
    well|badly poorly
    black|white
    wet|dry
    hot warm|cold cool
    doubled doubles double|halved halves half
    rich|poor
    heavy heavier heaviest|light lighter lightest
    respected obeyed|ignored flouted
    supported supports backed|opposed opposes
    settled resolved|unsettled unresolved
    married|divorced separated
    arrive arrives arrived|leave leaves left depart departs departed
    upper|lower
    indoors indoor|outdoors outdoor
    majority|minority
    employ employed hired|dismissed fired
    gain gained gains|loss losses
    income revenue|expense expenses
    sunrise|sunset
    strict|lenient
    wide|narrow
    deep|shallow
    full|empty
    local|remote
    urban|rural
    maximum|minimum
    lengthened|shortened
    tightened|relaxed loosened
    encouraged encourages|discouraged discourages
    continued continues|discontinued
    confirmed confirms|denied denies refuted
    """.strip().splitlines()
)
QUANTIFIERS = (
    lexicon("all every each always entire whole everyone everything any"),
    lexicon("some several many most often usually sometimes partly few partially occasionally rarely mostly half"),
    lexicon("none never no nobody nothing neither"),
)
SWEEPING = (
    (lexicon("only solely exclusively"), lexicon("only solely exclusively alone just sole")),
    (
        lexicon("all every always entirely completely everyone"),
        lexicon("all every each always any entire whole entirely completely fully full everyone both"),
    ),
    (lexicon("never none"), lexicon("never none no not nobody neither nor without cannot")),
)
"""Words that claim everything, and the words of which a quote must have one for them."""
DUTY_STRONG = lexicon("must mandatory required obliged")
CHOICE = lexicon("may might could optional can should recommended recommend encouraged voluntary preferably")
HEDGES = lexicon(
    "may might could expected expects expect estimated estimate estimates estimation projected "
    "predicted forecast planned plans plan likely "
    "probably possibly perhaps assumed assumes hypothesis proposed proposes intended intends aims "
    "aim hopes hope target targets goal "
    "suggests suggest suggested appears seems draft provisional preliminary tentative can if unconfirmed "
    "believed alleged allegedly would should approximately about around roughly nearly almost "
    "potentially"
)
FIRM_HEDGES = lexicon(
    "may might could expected estimated estimate projected predicted planned likely probably "
    "possibly perhaps assumed proposed intended aims "
    "hopes hope suggests appears seems provisional preliminary tentative unconfirmed believed alleged allegedly"
)
