"""Names of peoples whose names Faker lacks or has few of: put together from syllables and parts, so that there is no end of them."""

import random

FIRST = {
    "yoruba": "Ade|Ola|Oluwa|Ayo|Baba|Ife|Temi|Tolu|Folu|Bola|Kehi|Taiwo x Ti|wale|tunde|mi|bola|seun|dele|kunle|yinka|lade|sola|nike|fe|peju",
    "igbo": "Chi|Chuk|Nne|Obi|Ify|Eme|Uche|Nke|Ada|Kele|Amara|Ngo x dinma|wuemeka|ka|oma|chukwu|nna|ora|chi|eze|nwa|zi|bueze",
    "akan": "Kwa|Ko|Ya|A|Akos|Kwe|Esi|Nana|Efu|Abe x me|fi|a|kua|ua|ku|bena|sei|na|dwoa|sante",
    "swahili": "Ju|Ba|Aki|Zu|Neem|Jab|Rash|Sal|Mwa|Wan x ma|raka|nyi|beda|a|ali|idi|ma|naisha|jiku|gui|mbui",
    "nguni": "Si|Tha|No|Bu|Lu|Nku|Mpho|Zan|The x pho|ndeka|mvula|sisiwe|hle|lulek|lani|sile|ele|ndo|mbi|kazi",
    "ethiopian": "Des|Sela|Tes|Ab|Hai|Me|Ge|Yo|Al|Ze x ta|m|faye|ebe|le|kdes|tachew|nas|emayehu|nebe",
    "arabic": "Moh|Ah|Fat|Ley|Om|You|Nad|Kha|Zay|Ya|Sam|Ras|Mar|Has|No x ammed|med|ima|la|ar|ssef|ia|led|nab|sin|ira|hid|wan|san|or",
    "persian": "Far|Le|Shi|Kav|Ari|Nas|Beh|Par|Mah|Rox x had|ila|rin|eh|ya|rin|zad|isa|tab|ana|naz",
    "hindi": "An|Ra|Pri|Vi|Su|Kav|Dee|Ar|Ni|Sha|Ro|Me|Adi|Ish|Lak x anya|jesh|yanka|kram|nita|ya|pak|jun|kita|nti|han|ghna|ti|aan|shmi",
    "tamil": "Muru|Sen|Kavi|Tha|Ven|Lak|Bala|Gaya|Nir|Param x gan|thil|tha|marai|kat|shmi|ji|thri|mala|esh|suthan",
    "chinese": "Wei|Mei|Xiao|Jun|Li|Hua|Ying|Zhi|Yu|Chen|Fang|Hao|Jing|Lei|Min|Qi|Rui|Shan|Tao|Xin|Yan|Bo x |||-Ling|-Hua|ming|fei|wei|jie|yi|ping|qiang|yun",
    "korean": "Ji|Min|Seo|Hyun|Eun|Soo|Young|Joon|Ha|Tae|Kyung|Yoo x -woo|-jun|-yeon|hee|ji|ae|-ho|-min|jin|soo|na",
    "japanese": "Ken|Yu|Ha|Hiro|Aki|Nao|Sa|Ta|Mi|Ryo|Kei|Emi|Shin|Kazu|Tomo x ji|ki|na|shi|ko|ra|kura|ro|ya|to|ta|ka|miko",
    "vietnamese": "Minh|Linh|Anh|Thu|Quang|Huong|Tuan|Lan|Dung|Hoa|Phuong|Duc|Ngoc x |||| Anh| Van| Thi",
    "welsh": "Gwen|Rhi|Ll|Cer|Dy|Ang|Ere|Ie|Myf|Car|Tale|Os|Ai x llian|annon|ew|idwen|lan|harad|ian|uan|anwy|ys|sin|ian|wen",
    "celtic": "Sio|Nia|Aoi|Cao|Eo|Or|Pad|Fion|Caoi|Ro|Tadhg|Cor x bhan|mh|fe|imhe|in|la|raig|nuala|lfhionn|isin|mac",
    "nordic": "As|Ing|Sig|Thor|Gud|Bjo|Hal|Rag|Sol|Tor|Ei|Mar|Ny x trid|rid|urd|stein|run|rn|vard|nhild|veig|bjorn|nar|it|gaard",
    "slavic": "Vlad|Mil|Yev|Sta|Bog|Zdr|Rado|Dra|Ly|Olek|Tom|Kata|Ves x imir|ena|genia|nislava|dan|avko|slav|gana|udmila|sandr|asz|rzyna|na",
    "baltic": "Ag|Jur|Gin|Vai|Ind|Egl|Kri|Mar|Ilz|Tat x ne|gis|taras|da|re|e|staps|tins|e|jana",
    "georgian": "Gior|Ni|Ta|Lev|Zur|Ke|Ana|Sop|Av x gi|no|mar|an|ab|tevan|no|hio|tandil",
    "turkic": "Ay|Meh|El|Ka|Em|Gul|Se|Tur|Ber|Nur|Iz x se|met|if|dir|re|sah|vgi|gut|k|ay|gi",
    "iberian": "Xi|Ros|Yol|Inma|Mer|Igna|Nu|Ai|Joa|Tei|Bea|Jor x omara|alba|anda|culada|cedes|cio|ria|tor|quim|xeira|triz|ge",
    "filipino": "Mari|Jose|Ana|Rey|Lu|Dan|Cris|Ro|Bien|Jho x cel|fina|liza|naldo|zviminda|ilo|tina|wena|venido|anna",
    "pacific": "Ta|Sio|La|Mele|Kea|Ma|Leilani|Tevi|Ha x ne|ne|vinia|ana|loha|lia|||ta|unui",
}
LAST = {
    "yoruba": "Ade|Ola|Ogun|Aki|Ojo|Bala|Fa|Oye x yemi|wale|bayo|nsola|nola|gbade|sanmi|dipe|leke|kunbi",
    "igbo": "Nwo|Oko|Eze|Obi|Onye|Chuk|Ik|Anya|Udo x su|nkwo|ma|ora|ka|wu|wuma|nwu|echukwu|afor|kwu",
    "akan": "Men|Owu|Boa|Asa|Ankra|Opo|Ama|Ofo|Agye x sah|su|teng|re|h|ku|nkwah|ri|mang|i",
    "swahili": "Mwa|Kam|Otie|Wanj|Odhi|Kipr|Che|Mut|Nja x ngi|au|no|iru|ambo|uto|pkemoi|ua|uguna",
    "nguni": "Mkha|Ndlo|Dla|Zu|Nko|Mthe|Sit|Mol|Mab x bela|vu|mini|lu|si|thwa|hole|efe|aso|ena",
    "ethiopian": "Hai|Ber|Tes|Ged|Wol|Abe|Meng|Asf x le|he|fai|amu|de|ra|istu|aw",
    "arabic": "El-|Al-|Ben|Bou|Abu|Al |El  x Sayed|Masri|haddou|azza|Khatib|teflika|Hassan|ziane|khari|Rashid|Fassi|salem|khalil|Najjar",
    "persian": "Fara|Kar|Ho|Sha|Mo|Ras|Nik|Teh|Az x hani|imi|sseini|hidi|radi|touli|zad|pour|rani|adi",
    "hindi": "Gho|Chat|Mukh|Ban|Sri|Agar|Desh|Kul|Bha|Pa|Jo|Va x shal|terjee|erjee|vastava|wal|pande|karni|tt|til|shi|rma|gat|ndey",
    "tamil": "Subra|Krish|Venka|Rama|Sund|Nata|Palani|Chid x maniam|nan|tesan|swamy|aram|rajan|sami|ambaram",
    "chinese": "Zhao|Wang|Zhang|Huang|Xu|Lin|Guo|He|Zheng|Xie|Song|Tang|Deng|Han|Cao|Peng|Zeng|Xiao|Tian|Dong|Pan|Yuan|Cai|Jiang|Yu|Du|Ye|Su|Lü|Ding|Ren|Shen|Yao|Lu|Fu|Qian|Tsai|Ouyang x ",
    "korean": "Kim|Park|Choi|Jung|Kang|Cho|Yoon|Jang|Lim|Han|Shin|Seo|Kwon|Hwang|Ahn|Song|Ryu|Hong|Moon|Bae|Noh x ",
    "japanese": "Mori|Naka|Taka|Yama|Ishi|Kawa|Fuji|Hashi|Ko|Matsu|Oka|Shima|Ueda|Hara|Sugi|Kuro x oka|giri|hashi|moto|da|saki|ta|mura|bayashi|zaki|no|shima|yama|sawa|gawa",
    "vietnamese": "Nguyen|Tran|Le|Pham|Hoang|Huynh|Phan|Vu|Vo|Dang|Bui|Do|Ho|Ngo|Duong|Ly x ",
    "welsh": "ap |Llew|Prit|Prob|Bevan|Gri|Mere|Cad|Pen| ap x Rhys|ellyn|chard|ert|ffiths|dith|wallader|darvis|Gruffydd",
    "celtic": "O'|Mac|Mc|Fitz|Ó |Ní |Kil x Dowd|Gowan|Allister|gibbon|Brien|Leary|Crohan|lane|Cafferty|patrick|Donagh|Suibhne",
    "nordic": "Lind|Sol|Halv|Berg|Dal|Hag|Es|Thor|Eks|Stor|Rauta|Vir|Kos|Niemi x qvist|heim|orsen|gaard|ström|lund|kelund|stad|dal|vik|vaara|tanen|kinen|nen|rud",
    "slavic": "Wil|Kowal|Petr|Jank|Dvor|Novo|Mar|Sza|Horv|Vuk|Kov|Zub|Prok|Lebe x czek|ewski|enka|ovec|sky|tny|chuk|badi|atic|ovic|acs|kov|ofiev|dev|enko|ova|ska|yńska",
    "baltic": "Kaz|Ozo|Berz|Jan|Pet|Vait|Kal|Gri x lauskas|liņš|inš|kauskas|raitis|kus|nins|gonis",
    "georgian": "Kva|Bera|Gela|Shen|Tsi|Lomi|Maisu x radze|ratskhelia|dze|gelia|shvili|tadze|radze",
    "turkic": "Yil|Dem|Kay|Ozt|Ars|Erd|Tas|Kor|Isa|Ab x maz|ir|a|urk|lan|ogan|kin|kmaz|yev|dullayev",
    "iberian": "Vill|Quin|Ama|Ugal|Caste|Zabal|Etxe|Ber|Mon|Fi|Rib|Sala|Agui x anueva|tanar|ral|de|llane|eta|berria|nal|teiro|gueroa|eiro|zar|rre",
    "filipino": "Maca|Pangi|Dima|Bau|Cata|Lac|Sala|Tan x paluno|linan|culangan|tista|cutan|son|zar|jutco",
    "greek": "Papa|Xan|Kyria|Theo|Anag|Geor|Sta|Kara x dopoulos|thakis|kopoulou|dorou|nostou|giadis|matis|manlis|vros",
    "italian": "Mo|Ben|Es|Fer|Bian|Cas|Ric|Gal|Lom|De |Di |Lo  x retto|venuti|posito|rara|chini|tellani|cardi|lo|bardi|Luca|Stefano|Presti",
    "french": "Le|De|Dela|Beau|Char|Mont|La|Gau|Du|Thi|As x fèvre|lacroix|croix|mont|pentier|fort|gny|thier|bois|bodeaux|souline|febvre",
    "german": "Schnei|Hoff|Bau|Rich|Stein|Zim|Eber|Wein|Krue|Loh|Vog|Brandt x der|mann|er|ter|bach|mermann|hardt|berg|ger|meier|elsang|ner",
    "english": "Kess|Bright|Ash|Thorn|Harl|Wind|Pem|Aber|Cock|Hather|Mar|Brock|Cald|Ellis|Fair x ington|water|croft|bury|and|sor|broke|nathy|burn|ley|lowe|well|er|ton|fax|worth|combe|hurst",
    "armenian": "Pet|Sar|Hako|Grig|Ter |Aru|Bag|Mkr x rosyan|kisian|bian|oryan|tyunyan|Petrosyan|dasarian|tchyan",
}


def _put_together(recipe: str, chance: random.Random) -> str:
    heads, _, tails = recipe.partition(" x ")
    return (chance.choice(heads.split("|")) + chance.choice(tails.split("|"))).replace("  ", " ").strip()


def made_first(chance: random.Random) -> str:
    """Return a first name."""
    return _put_together(FIRST[chance.choice(sorted(FIRST))], chance)


def made_last(chance: random.Random) -> str:
    """Return a last name."""
    return _put_together(LAST[chance.choice(sorted(LAST))], chance)


def made_person(chance: random.Random) -> tuple[str, str]:
    """Return first and last name of one people."""
    people = chance.choice(sorted(FIRST.keys() & LAST.keys()))
    return _put_together(FIRST[people], chance), _put_together(LAST[people], chance)
