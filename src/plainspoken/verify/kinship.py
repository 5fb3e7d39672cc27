"""Words that can stand for each other when a claim says in its own words what a passage says.

Wider than ``wording.words.kin``, which also ranks passages: here a wrong kinship only softens a score, because numbers,
names and turning words are vetoed apart.
"""

from collections.abc import Iterable
from functools import cache, lru_cache

from plainspoken.wording import words
from plainspoken.wording.words import kin, stem, terms

FAMILIES = """
    able capable can | abandon leave quit | about regarding concerning | abroad foreign overseas |
    accept agree approve consent | accident crash collision | accompany escort join | accurate exact precise |
    achieve reach attain accomplish | act action deed | add append include | additional extra further |
    adjust adapt modify alter change | advice recommend suggest advise propose | age old | aid help assist support |
    aim goal target objective | also too additionally | amount quantity number total |
    analyse examine study investigate inspect | angry furious annoyed | annual yearly year |
    answer reply respond response | appear emerge | appoint name nominate | approximately about roughly around |
    argue claim assert maintain contend | arrive come reach | ask request inquire | attempt try |
    attend visit participate | author writer wrote | average mean typical | avoid prevent escape evade | aware know |
    back support favour | ban forbid prohibit disallow bar | basis ground foundation | battle fight combat |
    beat defeat overcome | begin start commence launch initiate | belong own | big large great huge major |
    bill invoice | board committee | boat ship vessel craft | border boundary frontier | born birth |
    boss manager head chief leader | break interrupt | brief short | bring carry transport | buy purchase acquire |
    call name term | cancel abort | capacity size volume | car vehicle automobile | careful cautious | carry bear |
    catch capture seize take | cause trigger lead produce reason | cease stop end halt | centre middle center |
    century hundred | certain sure | chair head president | chance probability likelihood | cheap inexpensive |
    check verify examine inspect control | chief main principal primary chiefly mainly primarily mostly |
    child kid pupil | choose select pick opt prefer | circular round | city town municipality |
    clear obvious evident | client customer buyer | close shut | close near | clothing clothes garment |
    cold cool chilly | collect gather | combine merge join unite | common frequent widespread |
    company firm business corporation | compare contrast | compete rival | complain complaint objection |
    complete finish conclude | comprise consist contain include | compulsory mandatory obligatory required |
    condition requirement prerequisite | conduct carry perform run hold | confirm verify | connect link join relate |
    consequence result effect outcome | consider regard view deem | constant steady unchanged same stay remain |
    construct build erect assemble | consume use eat | continue go proceed persist | contribute add give |
    cook prepare | correct fix repair mend | correct right accurate | cost price charge fee expense |
    country nation state | couple pair | cover include span | create make produce found establish set |
    crew staff team | criticise attack | crucial key essential vital important | current present |
    cut reduce lower shorten | daily day | damage harm hurt injure | danger risk hazard | dead die death |
    debate discuss | decade ten | decide determine resolve | decline refuse reject | defect flaw fault |
    delay late postpone slip | deliver supply provide | demand require request ask | deny reject |
    departure leave depart | depend rely | describe portray depict | design plan draft | desire wish want |
    destroy ruin demolish | detect find discover notice | develop create build | device machine gadget | differ vary |
    difficult hard tough | diminish shrink decrease drop fall decline reduce | disease illness sick ill |
    dismiss fire sack | display show exhibit | distance far | distribute spread share | divide split separate |
    doctor physician | document record file | donate give donor | doubt uncertain | draw sketch |
    dwell live reside inhabit | early soon | earn gain make | easy simple | edge margin | educate teach train |
    effect influence impact affect | elect choose vote | eliminate remove | elementary primary | email mail |
    emphasise stress | employ hire recruit | employee worker staff | enable allow let permit | encounter meet |
    encourage promote | end final last | enlarge expand extend grow | enough sufficient | enter join |
    entire whole full complete | entitle right | equal same identical | error mistake fault | estimate reckon |
    evaluate assess judge | event occasion | evidence proof | exceed surpass | exclude omit | exempt free | exist be |
    expense spend cost | expensive costly dear | explain clarify | extend stretch prolong | fabric cloth |
    fail failure | false wrong incorrect | famous known renowned celebrated | fast quick rapid swift speed |
    father parent | favour prefer support | feature characteristic | fill full | film movie | final last ultimate |
    financial fund money | fit suit | flat apartment | follow succeed after | food meal | force compel |
    former previous past earlier | found establish set start create | free gratis | freeze frozen ice |
    gain obtain get receive | game match | general overall | gift present | give hand provide grant | go travel move |
    good well | govern rule | grade mark | group team band | guard protect | guess estimate | guide lead |
    happen occur | happy glad pleased | heat warm hot | height tall high | hide conceal | highlight emphasise |
    history past | hit strike | home house | honour award prize | house accommodate | huge enormous vast |
    idea concept notion | identify recognise | immediate instant once | improve better enhance | income revenue earn |
    increase rise grow raise climb up | independent autonomous | indicate show suggest signal |
    individual person single | inform tell notify | inhabitant resident population people | initial first original |
    inside within | install set | instance example case | instruct teach | intend plan | invent devise |
    journey trip travel tour | keep retain hold store preserve | kill murder | kind type sort | king monarch ruler |
    know familiar | lack miss without | land ground | law act statute | lead head run direct manage charge |
    lecture talk | letter note | licence permit | light lamp | limit cap restrict maximum | list enumerate |
    little small tiny | location place site position | long length | lorry truck | lose loss | loud noisy |
    main chief principal primary major | maintain keep | majority most | man male | manufacture produce make |
    many numerous several | market sell | marry wed wife husband spouse marriage | match correspond | matter issue |
    maximum most limit highest | mean signify indicate | measure gauge | meet gather | member belong | memory recall |
    mention refer cite note | method way approach technique | migrate move | minimum least | mix blend |
    model version | modern contemporary | money fund cash | monitor watch observe | motive reason | mount climb |
    movement motion | music song | need require must | new recent | news report | normal usual regular ordinary |
    note remark | notice see | novel book | number figure count | object oppose against | obtain get acquire |
    occasionally sometimes | occupy take | offer provide | office post position | old former aged | omit skip |
    only sole | open launch | operate run work | opinion view | option choice alternative | order command |
    order sequence | origin source | own possess belong have | paint painter picture | parent mother father |
    part portion section piece | partner spouse | passenger traveller | pay salary wage | people person | perform do |
    period time | photograph photo picture image | place put set | place spot site | plan intend schedule |
    play perform | poor bad | popular liked | possible can | post job role | postpone delay defer | power strength |
    predict forecast | premiere first | prepare ready | presence present | prevent stop avoid | principle rule |
    prior before previous | priority importance | private personal | problem issue trouble difficulty |
    process handle treat | produce make yield generate | profession job | profit gain | programme plan |
    promise pledge | property estate | protect guard shield | prove show demonstrate |
    publish issue release appear print | pupil student | purpose aim | pursue follow | quarrel dispute argument |
    quarter fourth | quiet calm silent | raise lift increase | range scope reach | rare seldom uncommon | rate speed |
    read interpret | real actual | rear back | reason cause why because since | rebuild reconstruct |
    recent new late | reckon think | record register | recover restore retrieve | region area district province zone |
    register enrol | regulate control | relative family kin | remark comment | remember recall | remove delete take |
    rent lease | repeat again | replace substitute instead | report tell state | represent depict | rescue save |
    research study | resign quit | resist oppose | respect regard | responsible charge | restart reboot |
    retire leave | return back | reveal show disclose | review check | reward award | rich wealthy | road street |
    role function | route way path | rule regulation | safe secure | say state tell | schedule plan timetable |
    school college | scientist researcher | season period | secret hidden | see view | seek search look | sell sale |
    send dispatch | separate apart | serious grave severe | serve work | service maintenance | settle resolve |
    shape form | share part portion percentage proportion | shift move | shop store | shore coast bank |
    show demonstrate display exhibit reveal indicate | side flank | sign indicate |
    significant important considerable | similar alike | singer vocalist | single one | size extent | skill ability |
    sleep rest | slight little bit | slow gradual | smart clever | solve resolve | soon shortly | speak talk |
    special particular | specific particular | spend expend | staff personnel | stage phase step | star famous |
    statement claim | station stop | steal rob | storm gale | story tale | strange odd | strict rigid |
    strong powerful | student learner | stupid foolish | subject topic theme | submit file apply | success achieve |
    sudden abrupt | suffer undergo | suggest propose indicate | sum total | summit top peak | suppose assume |
    surface top | surprise astonish | survive outlive escape last | switch turn change | system scheme |
    talk conversation meeting | task job | tax duty | temporary provisional interim | test trial check experiment |
    text wording | thin slim | think believe | threat danger | threshold limit | ticket pass | tie link |
    tired weary | title name | tool instrument | trace track | trade commerce | train educate practise |
    transfer move | translate render | true right | turn rotate | understand grasp | unknown unclear |
    update refresh | upper top | urgent pressing | use employ utilise apply | user customer | usual normal typical |
    vacation holiday leave | valid effective | value worth | vanish disappear | version edition release |
    victory win | village settlement | visible see | visit tour | voluntary optional | vote ballot | wait await |
    want wish desire like | warn alert alarm | wealth rich | weather climate | week weekly | weigh weight heavy |
    wide broad | win victory won | witness see | woman female | wood timber forest | work function | world globe |
    worry concern | write author | young youth
"""
SPOKEN = {"seldom": "rare", "weekly": "week", "monthly": "month", "daily": "day", "yearly": "year", "hourly": "hour"}
"""Adverbs of time and the unit they repeat."""


@lru_cache(maxsize=20_000)
def stems(text: str) -> tuple[str, ...]:
    """Return ``wording.words.terms`` of ``text``, remembered: a claim is held against the same clauses many times."""
    return tuple(terms(text))


@cache
def _families() -> dict[str, frozenset[str]]:
    """Return stem → the stems of all its families."""
    found: dict[str, set[str]] = {}
    for line in FAMILIES.split("|"):
        family = {stem(word) for word in line.split()}
        for member in family:
            found.setdefault(member, set()).update(family)
    for one, other in SPOKEN.items():
        found.setdefault(stem(one), set()).add(stem(other))
        found.setdefault(stem(other), set()).add(stem(one))
    return {member: frozenset(family) for member, family in found.items()}


@lru_cache(maxsize=50_000)
def relatives(term: str) -> frozenset[str]:
    """Return the stems that may say what ``term`` says, itself included."""
    return kin(term) | _families().get(term, frozenset()) | {term}


def covered(wanted: Iterable[str], given: frozenset[str] | set[str]) -> float:
    """Return the share of the weight of ``wanted`` that ``given`` holds, relatives counting less."""
    return words.covered(wanted, given, relatives=relatives)
