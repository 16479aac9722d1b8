"""By what a reader tells languages of one script apart: their letters and their small words.

Shares were set on ordinary news text, far below what such text has of its own language and
far above what it has of another's: a quotation or a list of names changes no verdict.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus_tools.languages import language


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What marks the texts of a language among those of its script.

    `own`: small letters that no text does without; together at least `least` of all letters.
    `words`: frequent words that stand between spaces; at least `often` of all words.
    `foreign`: small letters that the language lacks and others of its script cannot do
    without. A language without `own` is known by its words alone, one without words too by
    its script.
    """

    tag: str
    own: str = ""
    least: float = 0.0
    words: tuple[str, ...] = ()
    often: float = 0.0
    foreign: str = ""

    @property
    def script(self) -> str:
        """The script of the texts that are meant."""
        return language(self.tag).script


def _words(words: str) -> tuple[str, ...]:
    return tuple(f" {word} " for word in words.split())


_CYRILLIC = "ыэъёіїєґўәғқңөұүһјљњћђџѓќѕӣӯҳҷҗҹҝӕ"
_ARABIC = "پچژگةأإىٹڈڑںےھټډړښږځڅۍېەڕڵێۆۋۇ"


def _without(letters: str, own: str) -> str:
    return "".join(letter for letter in letters if letter not in own)


MARKS: tuple[Marks, ...] = (
    # ---- a script of its own
    *(Marks(tag=tag) for tag in ("el", "gu", "he", "ka", "km", "kn", "ko", "lo", "ml", "si")),
    *(Marks(tag=tag) for tag in ("ta", "te", "th")),
    # ---- Arabic letters
    Marks(tag="ar", own="ةأإى", least=0.015, foreign=_without(_ARABIC, "ةأإى")),
    Marks(tag="ckb", own="ەڕڵێۆ", least=0.06, foreign="ةأإىٹڈںےټډښۋۇ"),
    Marks(
        tag="fa",
        own="پچژگ",
        least=0.008,
        words=_words("و در به از که را این است با"),
        often=0.06,
        foreign=_without(_ARABIC, "پچژگأى"),
    ),
    Marks(tag="ps", own="ټډړښږځڅۍې", least=0.02, foreign="ٹڈڑےەڕڵێۆۇ"),
    Marks(tag="ug", own="ېۋۇە", least=0.06, foreign="ٹڈںےټډړښڕڵ"),
    Marks(tag="ur", own="ٹڈڑںےھ", least=0.03, foreign="ټډړښەڕڵێۋۇة"),
    # ---- Cyrillic letters
    Marks(tag="be", own="іў", least=0.02, foreign=_without(_CYRILLIC, "ыэёіў") + "ищ"),
    Marks(
        tag="bg",
        own="ъ",
        least=0.006,
        words=_words("на и да се от за че са"),
        often=0.08,
        foreign=_without(_CYRILLIC, "ъ"),
    ),
    Marks(tag="kk", own="ұқғ", least=0.02, foreign="їєґўјљњћђџӣӯҳҷҗҹҝ"),
    Marks(tag="ky", own="ң", least=0.004, foreign="іїєґўәғқұһјљњћђӣҳҷҗ"),
    Marks(
        tag="mk",
        own="ј",
        least=0.008,
        words=_words("во со ја го на е"),
        often=0.05,
        foreign=_without(_CYRILLIC, "јљњџѓќѕ"),
    ),
    Marks(tag="mn", own="өү", least=0.03, foreign=_without(_CYRILLIC, "ыэъёөү")),
    Marks(
        tag="ru",
        own="ыэ",
        least=0.008,
        words=_words("и в на не что с по"),
        often=0.04,
        foreign=_without(_CYRILLIC, "ыэъё"),
    ),
    Marks(
        tag="sr",
        own="јћђ",
        least=0.02,
        words=_words("је су се у и"),
        often=0.05,
        foreign=_without(_CYRILLIC, "јљњћђџ"),
    ),
    Marks(tag="tg", own="ӣқӯҳҷ", least=0.015, foreign="ыіїєґўәңөұүјљњћђ"),
    Marks(tag="tt", own="ә", least=0.03, foreign="іїєґўғқұјљњћђӣӯҳҷҹҝ"),
    Marks(tag="uk", own="іїєґ", least=0.02, foreign=_without(_CYRILLIC, "іїєґ")),
    # ---- Latin letters
    Marks(tag="az", own="ə", least=0.025),
    Marks(tag="de", words=_words("der die und den das von mit ist zu"), often=0.06),
    Marks(tag="en", words=_words("the of and to that was for with"), often=0.06),
    Marks(
        tag="es", own="áíóúñ", least=0.006, words=_words("el los las y del una por con"), often=0.07
    ),
    Marks(
        tag="fr", own="éèà", least=0.008, words=_words("les des et du dans une pour le"), often=0.07
    ),
    Marks(
        tag="it",
        own="àèéìòù",
        least=0.004,
        words=_words("di che il della per non è gli"),
        often=0.06,
    ),
    Marks(tag="ku", own="êîû", least=0.03, words=_words("û di ku ji bi de"), often=0.06),
    Marks(tag="nl", words=_words("het een van dat niet voor zijn op"), often=0.07),
    Marks(
        tag="pl", own="ąćęłśż", least=0.02, words=_words("w się nie że jest z na do"), often=0.06
    ),
    Marks(tag="pt", own="ãõç", least=0.004, words=_words("de em os que não para uma"), often=0.06),
    Marks(
        tag="ro", own="ăâîșțşţ", least=0.02, words=_words("în și şi cu pe să din care"), often=0.06
    ),
    Marks(
        tag="tk",
        own="ýňäž",
        least=0.02,
        words=_words("we bilen üçin bu hem bir"),
        often=0.01,
        foreign="əığ",
    ),
    Marks(
        tag="tr",
        own="ığş",
        least=0.02,
        words=_words("ve için ile olarak değil gibi kadar çok göre de"),
        often=0.015,
        foreign="əqxäžňýñêë",
    ),
    Marks(
        tag="uz",
        words=_words("va bilan uchun bu bir ham deb yoki emas"),
        often=0.03,
        foreign="əığşçöüäňý",
    ),
)
