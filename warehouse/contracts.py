"""Every table of Entente: its columns, types, ranges, keys, units and meaning.

Read from top to bottom, this is the data. Parquet types, empty tables, database comments and
CODEBOOK.md all come from here and from nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import dataframely as dy
import polars as pl

from warehouse.durable import digest

FACETS = ["name", "people", "capital", "government", "leader", "place"]
GRAINS = ["day", "week", "month", "quarter", "year"]
WINDOWS = ["rolling_3_months", "rolling_4_quarters"]
STATES = ["ok", "few", "too_few"]
HOLDER_ROLES = ["author", "speaker", "unclear"]
FORMATS = ["jsonl", "csv", "parquet", "txt", "html", "warc", "zip", "tar"]
OWNERSHIPS = ["state", "public", "private"]
DATE_QUALITIES = ["stated", "inferred", "absent"]
DATE_PRECISIONS = ["day", "month", "year"]
ISO3 = r"^[A-Z]{3}$"
# A partition fits in memory by design, and there the plan is run once: the streaming engine
# prepares the search for names anew for every few rows.
ENGINE: Literal["in-memory"] = "in-memory"


def text(meaning: str, **rules: Any) -> dy.String:
    """Return a text column with its meaning."""
    return dy.String(description=meaning, **rules)


def count(meaning: str, **rules: Any) -> dy.Int64:
    """Return a column of counts: whole numbers from 0."""
    return dy.Int64(description=meaning, min=0, **rules)


def number(
    meaning: str, low: float | None = None, high: float | None = None, **rules: Any
) -> dy.Float64:
    """Return a column of real numbers in [low, high]."""
    return dy.Float64(description=meaning, min=low, max=high, **rules)


def probability(tone: str) -> dy.Float64:
    """Return the column of a class probability."""
    meaning = f"probability that the tone is {tone}; NULL where the scorer gives none"
    return number(meaning, 0, 1, nullable=True)


def instant(meaning: str, **rules: Any) -> dy.Datetime:
    """Return a column of UTC instants."""
    return dy.Datetime(description=meaning, time_zone="UTC", time_unit="us", **rules)


class Countries(dy.Schema):
    """One row per country of ISO 3166, or dated historical state."""

    country = text(
        "code (ISO 3166 alpha-3, or that of a historical state)", primary_key=True, regex=ISO3
    )
    name = text("name in English")
    start_on = dy.Date(description="first day; NULL where it is before 1945", nullable=True)
    end_on = dy.Date(description="day after the last; NULL while it lasts", nullable=True)
    successors = text("codes of the states that followed, separated by spaces", nullable=True)
    source = text("where the row comes from")


class Alliances(dy.Schema):
    """One row per member of an alliance, pact or other group, and period of membership."""

    alliance = text("alliance, treaty or group", primary_key=True)
    kind = text(
        "defence_pact (to aid one another if attacked), consultation (to confer), partnership "
        "(neither), informal_group, command (a joint military command)"
    )
    member = text("member state", primary_key=True, regex=ISO3)
    start_on = dy.Date(description="first day of membership", primary_key=True)
    end_on = dy.Date(
        description="day after the last; NULL while it lasts, as far as is known", nullable=True
    )
    known_until = dy.Date(
        description="last day the source covers: later, membership is unknown, not absent"
    )
    source = text("where the row comes from")


class Outlets(dy.Schema):
    """One row per outlet that sources.toml listed, with what is said of it there."""

    outlet = text("name, as in articles.outlet", primary_key=True)
    country = text("its country (ISO 3166 alpha-3)", regex=ISO3)
    language = text("language it is read in (ISO 639-1)", regex=r"^[a-z]{2}$")
    ownership = dy.Enum(
        OWNERSHIPS,
        description="state: run by a government; public: by law, at arm's length from it; private",
        nullable=True,
    )
    fewest = count("fewest articles a day that are expected of its feed", nullable=True)
    most = count("most articles a day that are expected of its feed", nullable=True)


class RawArticles(dy.Schema):
    """One row per thing received, with its fields as received."""

    receipt_id = text("receipt of the bytes it was read from", primary_key=True)
    row = dy.Int64(description="row in those bytes, from 1", primary_key=True, min=1)
    file = text("name of the file (archive!part where it lay in one), or address of the page")
    format = dy.Enum(FORMATS, description="how the bytes were read")
    native_id = text("identifier given by the source", nullable=True)
    outlet = text("outlet as named by the source", nullable=True)
    source_country = text("state that speaks, where the source says so", nullable=True)
    published = text("date of publication, as written", nullable=True)
    date_precision = text(
        "precision of that date, where the source says so: year, month or day", nullable=True
    )
    is_date_inferred = dy.Bool(
        description="whether that date was worked out from the page rather than stated"
    )
    updated = text("date of the last change, or of the withdrawal, as written", nullable=True)
    is_withdrawn = text(
        "whether the source took the article of that identifier or address back, as written: "
        "true, yes or 1; false, no, 0 or nothing",
        nullable=True,
    )
    url = text("address of the article", nullable=True)
    author = text("author as written", nullable=True)
    title = text("headline as received", nullable=True)
    body = text("body as received, or as extracted from the page", nullable=True)
    language = text("language the source states", nullable=True)


class Candidates(dy.Schema):
    """One row per thing received that can be an article, normalised, with where it came from."""

    receipt_id = text("receipt of the bytes it was read from", primary_key=True)
    row = dy.Int64(description="row in those bytes, from 1", primary_key=True, min=1)
    file = text("name of the file (archive!part where it lay in one), or address of the page")
    article_id = text("outlet and the source's identifier, joined by a slash")
    outlet = text("outlet that published it")
    source_country = text(
        "outlet's country, or the state that speaks (ISO 3166 alpha-3)", nullable=True, regex=ISO3
    )
    language = text(
        "language of the body (ISO 639-1), as identified; NULL in a withdrawal",
        nullable=True,
        regex=r"^[a-z]{2,3}$",
    )
    title = text("headline, normalised", nullable=True)
    body = text(
        "body, normalised and without page chrome; NULL in a withdrawal",
        nullable=True,
        min_length=1,
    )
    author = text("author as written", nullable=True)
    url = text("address", nullable=True)
    published_at = instant("when it was published; NULL where no date is known", nullable=True)
    date_quality = dy.Enum(DATE_QUALITIES, description="stated by the source, inferred, or absent")
    date_precision = dy.Enum(
        DATE_PRECISIONS,
        nullable=True,
        description="how exact the date is: periods shorter than this leave the article out",
    )
    updated_at = instant("when the source says it last changed, or took it back", nullable=True)
    is_withdrawn = dy.Bool(description="whether the source took the article back")
    content_hash = text(
        "SHA-256 of outlet, title and body: finds exact duplicates; of a withdrawal, of the article"
    )

    @dy.rule()
    def has_text(cls) -> pl.Expr:  # noqa: N805 - a rule is a class method by dataframely's design
        """Only a withdrawal has no text."""
        return pl.col("is_withdrawn") | (
            pl.col("body").is_not_null() & pl.col("language").is_not_null()
        )


class Articles(dy.Schema):
    """One row per version of an article; its withdrawal is a version too, without text."""

    article_id = text("outlet and the source's identifier, joined by a slash", primary_key=True)
    version = dy.Int64(description="1 for the first text known, then 2 …", primary_key=True, min=1)
    is_current = dy.Bool(
        description="whether this is the latest version known, and has text; only these count"
    )
    is_withdrawn = dy.Bool(
        description="whether this version is a tombstone: the source took the article back"
    )
    valid_from = instant(
        "since when it stood, by the source's dates; the first text known is taken to have stood "
        "since publication; NULL where no date is known",
        nullable=True,
    )
    valid_until = instant(
        "when the next version took its place; NULL while none has. It stood in "
        "[valid_from, valid_until)",
        nullable=True,
    )
    outlet = text("outlet that published it")
    source_country = text(
        "outlet's country, or the state that speaks (ISO 3166 alpha-3)", nullable=True, regex=ISO3
    )
    language = text(
        "language of the body (ISO 639-1), as identified; NULL in a tombstone",
        nullable=True,
        regex=r"^[a-z]{2,3}$",
    )
    title = text("headline, normalised", nullable=True)
    body = text(
        "body, normalised and without page chrome; NULL in a tombstone",
        nullable=True,
        min_length=1,
    )
    author = text("author as written", nullable=True)
    url = text("address", nullable=True)
    published_at = instant("when it was published; NULL where no date is known", nullable=True)
    published_on = dy.Date(description="its UTC date: the date every series uses", nullable=True)
    date_quality = dy.Enum(DATE_QUALITIES, description="stated by the source, inferred, or absent")
    date_precision = dy.Enum(
        DATE_PRECISIONS,
        nullable=True,
        description="how exact the date is: periods shorter than this leave the article out",
    )
    updated_at = instant("when the source says it last changed, or took it back", nullable=True)
    content_hash = text(
        "SHA-256 of outlet, title and body: finds exact duplicates; of a tombstone, of the article"
    )

    @dy.rule()
    def has_text(cls) -> pl.Expr:  # noqa: N805 - a rule is a class method by dataframely's design
        """Only a tombstone has no text."""
        return pl.col("is_withdrawn") | (
            pl.col("body").is_not_null() & pl.col("language").is_not_null()
        )


class Stories(dy.Schema):
    """One row per current article: the group of near-identical copies it belongs to."""

    article_id = text("article", primary_key=True)
    version = dy.Int64(description="its current version", min=1)
    story_id = text(
        "story: the article_id of its first article, by published_at and then article_id"
    )
    is_first = dy.Bool(description="whether it is the story's first article")
    first_at = instant(
        "when the story's first article was published; NULL where undated", nullable=True
    )
    copy_of = text(
        "earlier article of the story that its text agrees with most; NULL where it is the first",
        nullable=True,
    )
    overlap = number(
        "share of the shorter text's word triples that stand in both texts", 0, 1, nullable=True
    )


class Sentences(dy.Schema):
    """One row per sentence of a current English article."""

    article_id = text("article", primary_key=True)
    version = dy.Int64(description="version of the article", primary_key=True, min=1)
    sentence_no = dy.Int64(
        description="position in the article; 0 is the title", primary_key=True, min=0
    )
    part = dy.Enum(["title", "body"], description="where it stands")
    start = count("offset of its first character in that part (Unicode code points)")
    end = count("offset after its last character")
    text = text("the sentence", min_length=1)
    is_quoted = dy.Bool(description="whether most of it lies inside quotation marks")


class InSentence(dy.Schema):
    """The key of what stands in a sentence."""

    article_id = text("article", primary_key=True)
    version = dy.Int64(description="version of the article", primary_key=True, min=1)
    sentence_no = dy.Int64(description="sentence", primary_key=True, min=0)


class Mentions(InSentence):
    """One row per mention of a country in a sentence."""

    start = dy.Int64(description="offset in the sentence (code points)", primary_key=True, min=0)
    end = count("offset after its last character")
    surface = text("the mention as printed", min_length=1)
    country = text(
        "country (ISO 3166 alpha-3, or a dated historical state)", primary_key=True, regex=ISO3
    )
    facet = dy.Enum(FACETS, description="what stands for the country")
    alias = text("row of the reference tables that matched")


class GroupMentions(InSentence):
    """One row per mention of a group of states in a sentence; never spread over its members."""

    start = dy.Int64(description="offset in the sentence (code points)", primary_key=True, min=0)
    end = count("offset after its last character")
    surface = text("the mention as printed", min_length=1)
    group_name = text("group, as in alliances.alliance where its members are known")


class Holders(InSentence):
    """One row per sentence and country it mentions: whose tone toward the country it holds."""

    country = text("country the tone is toward", primary_key=True, regex=ISO3)
    holder = text(
        "country whose tone it is (ISO 3166 alpha-3); NULL where that is not clear",
        nullable=True,
        regex=ISO3,
    )
    holder_role = dy.Enum(
        HOLDER_ROLES,
        description="author: the article's own voice, held by its source country; speaker: a "
        "country that the sentence names as judging, speaking or acting; unclear: somebody else",
    )


class Tones(InSentence):
    """One row per sentence, country it mentions, and scorer."""

    country = text("country the tone is toward", primary_key=True, regex=ISO3)
    scorer = text("scorer", primary_key=True)
    scorer_version = text("its version: versions never mix in one series", primary_key=True)
    polarity = number(
        "tone from -1 (unfavourable) to 1 (favourable); says nothing where coverage is 0", -1, 1
    )
    coverage = count(
        "words of the sentence that the scorer knew; 0 is 'not covered', not 'neutral'"
    )
    p_negative = probability("negative")
    p_neutral = probability("neutral")
    p_positive = probability("positive")
    inclusion = number(
        "probability with which the scorer read the sentence; 1 where it read all", 0, 1
    )
    holder = text("country whose tone it is; NULL where not clear", nullable=True, regex=ISO3)
    holder_role = dy.Enum(HOLDER_ROLES, description="whose tone it is, as in holders")


class Codes(InSentence):
    """One row per sentence and country that people coded: `entente code --keep`."""

    country = text("country the code is toward", primary_key=True, regex=ISO3)
    scorer = text("scorer whose covered sentences it was drawn from", primary_key=True)
    code = number("mean of the coders' codes from -1 (unfavourable) to 1 (favourable)", -1, 1)
    n_codes = count("coders")
    probability = number("probability with which it was drawn and coded", 0, 1)


class CodedTones(Codes):
    """One row per coded sentence, country, and tone of its scorer: what corrects series."""

    scorer_version = text("version of the scorer", primary_key=True)
    polarity = number("tone that the scorer gave it", -1, 1)
    holder = text("country whose tone it is; '*' where not clear", regex=r"^([A-Z]{3}|\*)$")


class ArticleTones(dy.Schema):
    """One row per article, country it mentions, holder and scorer: what series are summed from."""

    article_id = text("article", primary_key=True)
    version = dy.Int64(description="version of the article", primary_key=True, min=1)
    country = text("country the tone is toward", primary_key=True, regex=ISO3)
    holder = text(
        "country whose tone it is; '*' where not clear",
        primary_key=True,
        regex=r"^([A-Z]{3}|\*)$",
    )
    scorer = text("scorer", primary_key=True)
    scorer_version = text("its version", primary_key=True)
    outlet = text("outlet")
    source_country = text("outlet's country or the speaking state", nullable=True, regex=ISO3)
    published_on = dy.Date(description="UTC date of publication", nullable=True)
    date_precision = dy.Enum(DATE_PRECISIONS, description="how exact it is", nullable=True)
    n_sentences = count("sentences of the article with a tone of the holder toward the country")
    n_scored = count(
        "those of them that the scorer read: fewer where it read a sample, and the sums are the "
        "difference estimator's"
    )
    n_covered = count("those of them the scorer knew a word of; all, where it read a sample")
    polarity_micro = dy.Int64(
        description="sum of the covered sentences' polarity in millionths: "
        "whole numbers add up alike in any order"
    )


class PastArticleTones(ArticleTones):
    """One row per earlier article version, country, holder and scorer: what only the past counts.

    With article_tones, and articles for the dates, any day's figures can be computed.
    """


class SeriesKey(dy.Schema):
    """The key of a series: who speaks of whom."""

    kind = dy.Enum(
        ["country", "dyad", "holder"],
        description="country: everyone toward it; dyad: the outlets of one source country toward "
        "it; holder: one country's own tone toward it, whoever reports it",
        primary_key=True,
    )
    source_country = text(
        "who speaks, or of a holder whose tone it is (ISO 3166 alpha-3); '*' for everyone",
        primary_key=True,
        regex=r"^([A-Z]{3}|\*)$",
    )
    country = text("country spoken of", primary_key=True, regex=ISO3)


class GroupSeriesKey(dy.Schema):
    """The key of a group's series: which group, and who speaks of whom."""

    group_name = text(
        "alliance, as in alliances; of from_allies and from_others, the country spoken of",
        primary_key=True,
    )
    relation = dy.Enum(
        ["within", "from_outside", "to_rivals", "from_allies", "from_others"],
        description="within: its members toward one another; from_outside: others toward its "
        "members; to_rivals: its members toward its rivals (table rivals); from_allies, "
        "from_others: states with and without a defence pact with the country, toward it; "
        "all as of the day of publication, and none where membership is unknown on that day",
        primary_key=True,
    )


class Figures(dy.Schema):
    """What is known of a cell: a period, a scorer, and who speaks of whom."""

    grain = dy.Enum(
        [*GRAINS, *WINDOWS],
        description="length of the period; rolling windows begin with every month or quarter",
        primary_key=True,
    )
    period_start = dy.Date(
        description="first day of the period; weeks begin on Monday", primary_key=True
    )
    scorer = text("scorer", primary_key=True)
    scorer_version = text("its version", primary_key=True)
    state = dy.Enum(
        STATES,
        description="too_few: fewer than 5 stories, or than 4 effective ones, or no spread at "
        "all: the mean may not be shown; few: fewer than 20 effective stories, or smallest_change "
        "over 0.2: wide; ok: neither",
    )
    mean = number(
        "mean polarity over covered sentences, one voice a story (its first article); NULL where "
        "none is covered",
        -1,
        1,
        nullable=True,
    )
    standard_error = number(
        "its standard error, clustered (Liang & Zeger 1986; unequal clusters as in Bell & "
        "McCaffrey 2002); NULL where there is one cluster only",
        0,
        nullable=True,
    )
    low = number("lower end of the 95 % interval (t with `freedom` degrees)", nullable=True)
    high = number("upper end of the 95 % interval", nullable=True)
    freedom = number(
        "degrees of freedom: effective number of clusters (n^2 / sum n_g^2, Kish 1965) less 1",
        0,
        nullable=True,
    )
    clustered_by = dy.Enum(
        ["story", "outlet"],
        description="clusters of the error: outlets where at least 3 effective ones give the "
        "wider interval; else stories, and the interval is for the outlets that are there",
    )
    smallest_change = number(
        "smallest difference between two such cells that a test at 5 % shows with 80 % power "
        "(Bloom 1995)",
        0,
        nullable=True,
    )
    n_sentences = count("sentences of first articles that mention the country")
    n_covered = count("those of them the scorer knew a word of")
    n_articles = count("articles with a covered sentence, reprints too")
    n_stories = count("stories first told here with a covered sentence")
    n_outlets = count("outlets that first told them (of each source country)")
    n_effective = number(
        "stories of equal length that would weigh alike (Kish 1965); NULL where there are none",
        0,
        nullable=True,
    )
    share_covered = number("n_covered / n_sentences; NULL of reprints only", 0, 1, nullable=True)
    n_reprints = dy.Int64(description="n_articles - n_stories")
    reprint_mean = number(
        "the twin: mean over all articles, reprints too; NULL where nothing is covered",
        -1,
        1,
        nullable=True,
    )
    reprint_low = number("lower end of its 95 % interval, clustered by story", nullable=True)
    reprint_high = number("upper end of its 95 % interval", nullable=True)
    n_coded = count("stories of which people coded a sentence")
    corrected_mean = number(
        "mean as coders would have had it of all sentences: the scorer's errors in the coded ones, "
        "over their probability, are taken off (Egami, Hinck, Stewart & Wei 2023); may pass 1",
        nullable=True,
    )
    corrected_low = number("lower end of its 95 % interval, clustered by story", nullable=True)
    corrected_high = number("upper end of its 95 % interval", nullable=True)
    not_corrected = text("why there is no corrected mean; NULL where there is one", nullable=True)


class Series(SeriesKey, Figures):
    """One row per country, directed dyad or holder and country, period and scorer."""


class GroupSeries(GroupSeriesKey, Figures):
    """One row per alliance or country, relation, period and scorer."""


class Rivals(dy.Schema):
    """One row per alliance, rival it was formed or declared itself against, and period."""

    alliance = text("alliance, as in alliances", primary_key=True)
    rival = text("rival state", primary_key=True, regex=ISO3)
    start_on = dy.Date(description="first day", primary_key=True)
    end_on = dy.Date(description="day after the last; NULL while it lasts", nullable=True)
    source = text("the document that says so")


class Rejections(dy.Schema):
    """One row per thing that did not go on, with the rule it broke."""

    stage = text("stage that refused it")
    partition = text("receipt or month")
    receipt_id = text("receipt it came from, where it is known", nullable=True)
    file = text("file or page it came from", nullable=True)
    row = dy.Int64(
        description="row in that file, from 1; 0 is the file itself", min=0, nullable=True
    )
    article_id = text("article, where known", nullable=True)
    rule = text("rule it broke")
    severity = dy.Enum(
        ["defect", "set_aside", "value"],
        description="defect: the input is wrong; set_aside: kept and counted, not used; value: one "
        "value was not understood and left empty, the row itself went on",
    )
    reason = text("what was wrong, in words")
    record = text("the row itself, shortened to 2,000 characters", nullable=True)


class MentionsOut(dy.Schema):
    """One row per mention of a country in a user's own text: the output of `entente mentions`."""

    doc_id = text("the user's identifier of the text")
    start = count("offset of the mention in the text (Unicode code points)")
    end = count("offset after its last character")
    surface = text("the mention as printed")
    country = text("country (ISO 3166 alpha-3, or a dated historical state)", regex=ISO3)
    facet = dy.Enum(FACETS, description="what stands for the country")


class TonesOut(dy.Schema):
    """One row per text and target of a user's own: the output of `entente tones`."""

    sentence_id = text("the user's identifier of the text")
    start = count("offset of the target (Unicode code points); its first mention where none given")
    end = count("offset after its last character")
    country = text("country of the target; NULL where it is none", nullable=True, regex=ISO3)
    scorer = text("scorer, and its version after an at sign")
    polarity = number("tone toward the target from -1 to 1", -1, 1)
    coverage = count("words of the sentence that the scorer knew; 0 is 'not covered'")
    holder = text("country whose tone it is; NULL where not clear", nullable=True, regex=ISO3)
    holder_role = dy.Enum(HOLDER_ROLES, description="whose tone it is, as in holders")
    p_negative = probability("negative")
    p_neutral = probability("neutral")
    p_positive = probability("positive")


class Ledger(dy.Schema):
    """One row per stage and partition: n_in = n_out + n_duplicate + n_rejected, exactly."""

    stage = text("stage", primary_key=True)
    partition = text("receipt or month", primary_key=True)
    unit = text("what is counted")
    n_in = count("units that came in")
    n_out = count("units that went on")
    n_duplicate = count("units already known")
    n_rejected = count(
        "units refused or set aside. Each has a row in rejections, but for "
        "sentences that mention no country, and articles without a date, which "
        "are many and in no way wrong"
    )

    @dy.rule()
    def balances(cls) -> pl.Expr:  # noqa: N805 - a rule is a class method by dataframely's design
        """Nothing is lost on the way."""
        return pl.col("n_in") == pl.col("n_out") + pl.col("n_duplicate") + pl.col("n_rejected")


@dataclass(frozen=True)
class Table:
    """How a contract is kept.

    `is_identity`: its bytes are part of the snapshot's identity. Tables that say where rows came
    from are not: the same articles in other files must give the same snapshot.
    `is_published`: it stands in the DuckDB file, too.
    """

    name: str
    schema: type[dy.Schema]
    sort_by: tuple[str, ...]
    is_identity: bool = True
    is_published: bool = True

    @property
    def columns(self) -> list[str]:
        """Column names in their order."""
        return self.schema.column_names()

    def shape(self, frame: pl.LazyFrame | pl.DataFrame) -> pl.DataFrame:
        """Return `frame` with just this table's columns and types, sorted by its key."""
        types = {n: c.dtype for n, c in self.schema.columns().items()}
        exprs = [pl.col(n).cast(t) for n, t in types.items()]
        shaped = frame.lazy().select(exprs).collect(engine=ENGINE)
        return shaped.sort(self.sort_by, nulls_last=True)


def _table(name: str, schema: type[dy.Schema], *sort_by: str, **flags: bool) -> Table:
    return Table(name, schema, sort_by or tuple(schema.primary_key()), **flags)


TABLES: dict[str, Table] = {
    t.name: t
    for t in [
        _table("countries", Countries),
        _table("alliances", Alliances),
        _table("rivals", Rivals),
        _table("outlets", Outlets),
        _table("raw_articles", RawArticles, "row", is_identity=False, is_published=False),
        _table("candidates", Candidates, "row", is_identity=False, is_published=False),
        _table("articles", Articles),
        _table("stories", Stories),
        _table("sentences", Sentences),
        _table("mentions", Mentions),
        _table("group_mentions", GroupMentions),
        _table("holders", Holders, is_published=False),
        _table("tones", Tones),
        _table("codes", Codes, is_published=False),
        _table("coded_tones", CodedTones),
        _table("article_tones", ArticleTones),
        _table("past_article_tones", PastArticleTones),
        _table("series", Series),
        _table("group_series", GroupSeries),
        _table(
            "rejections",
            Rejections,
            "stage",
            "partition",
            "receipt_id",
            "row",
            "rule",
            "article_id",
            is_identity=False,
        ),
        _table("ledger", Ledger, is_identity=False),
    ]
}


def schema_hash() -> str:
    """Return a hash of every table's columns, types and nullability."""
    return digest(
        {
            name: {n: [repr(c.dtype), c.nullable] for n, c in table.schema.columns().items()}
            for name, table in TABLES.items()
        }
    )
