"""How people write names: the letters of a language, and what words of it never look like.

Theory of operation. A list of a few names is too short for statistics, but a name is of one language: "Dvoøák" is of
none, since no language has both ø and á, and "Mьller" mixes two writings. So a word is *odd* in a language that lacks
one of its letters, or that never writes them so. Where it is odd in none of several, those speak for it whose letters
in it are the common ones: the marked letters of Latin writing and all letters of others stand here with the common ones
first, and of Han characters those that names have.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

ODD, RARE, UNLISTED = 1.0, 0.2, 0.5  # a word of another language; a rare letter; a Han character that few names have


@dataclass(frozen=True, slots=True)
class Language:
    """``ranks``: what each letter beside a to z adds; ``lacks``: of a to z; ``never``: in a word in small letters."""

    ranks: Mapping[str, float]
    lacks: frozenset[str]
    never: re.Pattern[str]
    han: bool

    def oddness(self, word: str) -> float:
        """How little a word in small letters, of which some are marked, looks like one of this language: 0 to 1.

        >>> CZECH.oddness("dvořák") < RARE, DANISH.oddness("dvořák"), RUSSIAN.oddness("mьller")
        (True, 1.0, 1.0)
        """
        if self.never.search(word) or not self.lacks.isdisjoint(word):
            return ODD
        marked = [self.ranks.get(sign, self.unlisted(sign)) for sign in word if not sign.isascii()]
        return min(ODD, sum(marked) / len(marked)) if max(marked, default=0) <= UNLISTED else ODD

    def unlisted(self, sign: str) -> float:
        return UNLISTED if self.han and "\u4e00" <= sign <= "\u9fff" else 2 * ODD


def latin(letters: str, lacks: str = "", never: str = "(?!)") -> Language:
    """``letters``: the marked ones."""
    return Language(ranked(letters), frozenset(lacks), re.compile(never), han=False)


def other(letters: str, never: str = "(?!)", *, han: bool = False) -> Language:
    """``letters``: all of them."""
    return Language(ranked(letters), frozenset("abcdefghijklmnopqrstuvwxyz"), re.compile(never), han)


def ranked(letters: str) -> Mapping[str, float]:
    return {letter: RARE * place / len(letters) for place, letter in enumerate(letters)}


GERMAN = latin("üöäß")
FRENCH = latin("éèçïëêôâîüûàœæùÿ")
SPANISH = latin("áéíóñúü", "k")
PORTUGUESE = latin("ãçéáóíõêâúôà", "kwy", "õ(?!e)|ã(?![oe]|$)")
ITALIAN = latin("òìàùèé", "jkwxy", "[òìàùèé].")
CATALAN = latin("èíàéóòçúïü", "kwy")
DANISH = latin("øåæéöäü", "q")  # and Norwegian
SWEDISH = latin("öäåéüšž", "q")  # and Finnish
ICELANDIC = latin("óíáúðþéöæý", "cqwz")
CZECH = latin("áéíýčřšžěůúňťďóöü", "qw")
SLOVAK = latin("áíéýčšžúóľťňďäôĺŕö", "qw")
POLISH = latin("łóąńęśćżź", "qvx")
HUNGARIAN = latin("áéőóöíüúű", "qwx")
SLAVIC = latin("ćčžšđ", "qwxy")  # Bosnian, Croatian, Serbian, Slovene
ROMANIAN = latin("ăşţâîșț", "qwyk")
ALBANIAN = latin("ëç", "w")
TURKISH = latin("ışüçğöİ̇âîû".replace("İ", ""), "qwx")  # a dot stands alone when İ is made small
LITHUANIAN = latin("ėžšūčįųęą", "qwx")
LATVIAN = latin("āņīšēļūžģķč", "qwxy")
ESTONIAN = latin("äõüöšž", "cqwxy")
VIETNAMESE = latin("ễươạầấộảđêâôăáàéèíìóòúùýãõũĩẫẹếềểệỉịọốồổỗớờởỡợụủứừửữựỳỵỷỹắằẳẵặậẩẻẽỏị", "fjwz")
RUSSIAN = other("аонеивлрксмтдуяпшбгчьзжюйхцыщфэёъ", "^[ьъы]|[аеёиоуыэюяйь]ъ|ъ$")
UKRAINIAN = other("аоенкирвлмітсудяшйчзюпбьхгїцєщжфґ", "^[ьй]ь|^ь")
BULGARIAN = other("аоеивнрткдлсямгупбцхчзъйжщшюфь", "^[ьъ]$|ь(?!о)")
SERBIAN = other("аоиевнркјтлсмдућпбљчцшђзгњжхфџ")  # and Macedonian, all but its own
MACEDONIAN = other("аоиевнркјтлсмдупбљчцшзгњжхфџќѓѕ")
GREEK = other("αοιςηνρυεκλτσμπδίωάόγύέήθφχβζώξψϊϋΐΰ", "ς.|σ$")
HEBREW = other("יולהארמבנןשדתקחזעםפכסגטצץךףײׁ", "[ךםןףץ].")
ARABIC = other("الينمدرعبسوحفةهجصخشطقكزىإأضغذثظءآئؤپچژگـ", "ة.|ى.|^[ةىئؤء]")
THAI = other("านรอกมยสวงชพดลทคณีจตบหปัุเิ์แศู่ะธข้ไนึภผถฉซโใฟญฐฎษฤฬฮืำๆ็ฏฑฒฌฝ", "^[ัิีึืุู็่้๊๋์ะา]")
KANA = "".join(map(chr, (*range(0x30A1, 0x30FB), 0x30FC, *range(0x3041, 0x3094))))
JAPANESE = other(
    "田山藤川本村中子木井佐小野大松原高島加林美伊一石郎谷上岡太和崎吉橋森斎斉渡辺邊清水池口宮内後近西東南北長前福"
    "江杉浦竹丸古今平金市安阿部久保三二介斗翔健直樹恵智真由香奈里菜結愛陽咲翼拓也雄男夫正明幸花桜優涼遼駿沙希彩葉"
    "百合裕輔哲茂博司昭秋春夏冬光広弘浩隆英秀勝利実信義孝誠進修徹剛亮純子代江枝紀典洋千鈴木青赤白黒河土坂々新関"
    "氏名前姓住所電話番号会員歳生年月日都県区町丁目様名簿" + KANA,
    han=True,
)
HALFWIDTH = other("".join(map(chr, range(0xFF66, 0xFFA0))))  # Japanese, as old programs wrote it
CHINESE = other(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴"
    "夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文欧阳司马上官"
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂玉兰建华国红春梅海燕志雪琴飞鹏宇浩婷欣佳子晓小俊峰斌辉玲"
    "梓涵轩怡博晨思雨嘉琪鑫凯旭龙云凤莲珍荣贵福生宝成德清新永庆忠义山东风月美姓名电话号码邮箱会员编地址性别男女",
    han=True,
)
TRADITIONAL = other(
    "陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周徐蘇葉莊呂江何蕭羅高簡朱鍾施游詹彭余盧沈胡孫趙梁歐陽馬馮鄧韓龔賀"
    "喬湯錢萬龍顧陸鄒譚范蔣賈魏閻宋唐董程曹袁傅田方石姚金孔白康毛秦史文偉芳娜秀英敏靜麗強軍勇艷傑娟濤明霞平剛"
    "桂玉蘭建華國紅春梅海燕志雪琴飛鵬宇浩婷欣佳家豪怡君雅淑芬惠美珠珊俊宏宗翰詩涵雄冠佩雯慧貞月雲鳳蓮珍榮貴福"
    "姓名電話號碼會員編地址性別男女",
    han=True,
)
KOREAN = other(
    "이김박정최은지영민수현서성준진희경우연하윤호주미나유동원조강인상재혜선장순훈임빈한아신옥오자철도규권황안송숙류전"
    "홍석고문양손배백허남심노곽차구엄채천방공함변염여추소설마길위표명기반왕금육맹제모탁국어편용태형식슬복근환찬예승림"
    "름전화번호주소회원"
)
