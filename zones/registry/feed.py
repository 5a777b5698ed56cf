"""What a feed is worth: whether a number of it can be believed."""

from zones.registry.entry import OWNER, REVIEW, Direction, Indicator, Text

ENTRIES = (
    Indicator(
        id="feed_freshness",
        group="feed",
        name=Text("Versheid van de gegevens", "Feed freshness"),
        meaning=Text(
            "Hoe oud het nieuwste bewijs van een aanbieder is.",
            "How old an operator's newest evidence is.",
        ),
        formula="now - evidence_at",
        unit="s",
        direction=Direction.less,
        inputs=("polls",),
        method=Text(
            "De tijd van de aanbieder zelf als die klopt, anders de tijd van ontvangst.",
            "The operator's own time when that is sane, the time of receipt otherwise.",
        ),
        version=1,
        policy_goal=Text(
            "Weten of een getal van nu ook van nu is.",
            "To know whether a number of now is of now.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="feed_coverage",
        group="feed",
        name=Text("Dekking", "Coverage"),
        meaning=Text(
            "Welk deel van de tijd er goede peilingen waren.",
            "Which share of the time had good polls.",
        ),
        formula="covered seconds / seconds",
        unit="1",
        direction=Direction.more,
        inputs=("polls",),
        method=Text(
            "Twee goede peilingen dekken de tijd ertussen als die niet langer is dan drie keer het "
            "ritme, en nooit meer dan vijf minuten.",
            "Two good polls cover the time between them when that is no longer than three times "
            "the rhythm, and never more than five minutes.",
        ),
        version=1,
        policy_goal=Text(
            "Weten hoe zeker een getal is.",
            "To know how sure a number is.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="feed_availability",
        group="feed",
        name=Text("Beschikbaarheid", "Feed availability"),
        meaning=Text(
            "Welk deel van de peilingen goed was.",
            "Which share of the polls was good.",
        ),
        formula="good polls / polls",
        unit="1",
        direction=Direction.more,
        inputs=("polls",),
        method=Text(
            "Elke poging telt, ook een die mislukte; goed is wat als bewijs telt. Van een "
            "aanbieder die zelf aanlevert zijn er geen peilingen.",
            "Every attempt counts, failed ones too; good is what counts as evidence. Of an "
            "operator that pushes there are no polls.",
        ),
        version=1,
        policy_goal=Text(
            "Weten of een aanbieder levert wat hij moet leveren.",
            "To know whether an operator delivers what it owes.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="feed_duplicates",
        group="feed",
        name=Text("Dubbel genoemde voertuigen", "Vehicles listed twice"),
        meaning=Text(
            "Welk deel van de genoemde voertuigen dubbel in een lijst stond.",
            "Which share of the listed vehicles was in a list twice.",
        ),
        formula="vehicles left out as duplicate_id / vehicles listed, over good polls",
        unit="1",
        direction=Direction.less,
        inputs=("polls",),
        method=Text(
            "Elk voertuig telt één keer; hoe vaak een lijst er een te veel noemde, staat "
            "hier. Een ongewijzigde lijst telt bij elke peiling opnieuw.",
            "Each vehicle counts once; how often a list named one too many is told here. An "
            "unchanged list counts again at each poll.",
        ),
        version=1,
        policy_goal=Text(
            "Aanbieders wijzen op fouten voordat ze in een getal zitten.",
            "To point operators at errors before they are in a number.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="feed_rotation",
        group="feed",
        name=Text("Wisselende nummers", "Rotating ids"),
        meaning=Text(
            "Of de nummers van stilstaande voertuigen wisselen: 1 als dat zo is, anders 0.",
            "Whether ids change while vehicles stand still: 1 when they do, else 0.",
        ),
        formula="1 if id_policy = rotating else 0, as it is known now",
        unit="1",
        direction=Direction.less,
        inputs=("polls",),
        method=Text(
            "Gevonden als meer dan 60 % van de nummers nieuw is op plekken die bezet waren. "
            "Wat nu bekend is, geldt voor de hele periode: duren en ritten van zo'n aanbieder "
            "worden nergens verteld.",
            "Found when more than 60 % of the ids are new at places that were taken. What is "
            "known now holds for the whole period: durations and trips of such an operator "
            "are told nowhere.",
        ),
        version=1,
        policy_goal=Text(
            "Weten welke aanbieder geen duren en ritten kan bewijzen.",
            "To know which operator can prove no durations and no trips.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="feed_ghosts",
        group="feed",
        name=Text("Mogelijke spookvoertuigen", "Possible ghosts"),
        meaning=Text(
            "Hoeveel voertuigen al 14 dagen of langer op één plek worden genoemd zonder kapot "
            "te zijn: staan ze er nog wel?",
            "How many vehicles have been listed at one place for 14 days or longer without "
            "being out of order: are they still there?",
        ),
        formula="number of the whole feed with observed_s >= 14 days and state not out_of_order",
        unit="vehicles",
        direction=Direction.less,
        inputs=("stays", "coverage"),
        method=Text(
            "Gemiddelde van de standen aan het begin van elk kwartier, over alle voertuigen "
            "van de aanbieder, waar ook. Alleen tijd met goede peilingen telt. Bij wisselende "
            "nummers onbekend.",
            "Mean of the counts at the start of each quarter of an hour, over all vehicles of "
            "the operator, wherever they are. Only time with good polls counts. Unknown when "
            "ids change.",
        ),
        version=1,
        policy_goal=Text(
            "Laten nakijken wat alleen nog in de gegevens staat.",
            "To have checked what stands in the data only.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="feed_foreign_positions",
        group="feed",
        name=Text("Onmogelijke plaatsen", "Foreign positions"),
        meaning=Text(
            "Welk deel van de genoemde voertuigen op een plaats staat die niet kan.",
            "Which share of the listed vehicles is at a place that cannot be.",
        ),
        formula="left out as outside_bounds or null_island / vehicles listed, over good polls",
        unit="1",
        direction=Direction.less,
        inputs=("polls",),
        method=Text(
            "Buiten het gebied van de aanbieder of op nul graden. Zulke voertuigen tellen "
            "nergens mee; is het meer dan een tiende, dan telt de hele peiling niet.",
            "Outside the area of the feed, or at zero degrees. Such vehicles count nowhere; "
            "when more than a tenth is, the whole poll does not count.",
        ),
        version=1,
        policy_goal=Text(
            "Aanbieders wijzen op fouten voordat ze in een getal zitten.",
            "To point operators at errors before they are in a number.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="feed_swapped",
        group="feed",
        name=Text("Verwisselde coördinaten", "Swapped coordinates"),
        meaning=Text(
            "Welk deel van de peilingen breedte en lengte verwisselde.",
            "Which share of the polls had latitude and longitude exchanged.",
        ),
        formula="polls refused as suspect_swapped / polls",
        unit="1",
        direction=Direction.less,
        inputs=("polls",),
        method=Text(
            "Als meer dan de helft van de plaatsen alleen verwisseld past. Zo'n peiling telt "
            "niet; Stoep wisselt niet zelf om.",
            "When more than half of the places fit only exchanged. Such a poll does not "
            "count; Stoep does not exchange by itself.",
        ),
        version=1,
        policy_goal=Text(
            "Aanbieders wijzen op fouten voordat ze in een getal zitten.",
            "To point operators at errors before they are in a number.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="feed_clock_offset",
        group="feed",
        name=Text("Afwijking van de klok", "Clock offset"),
        meaning=Text(
            "Hoeveel seconden de klok van de aanbieder voorloopt.",
            "How many seconds the operator's clock runs ahead.",
        ),
        formula="median of (source_at - evidence_at) over good polls that tell their time",
        unit="s",
        direction=Direction.less,
        inputs=("polls",),
        method=Text(
            "Een vaste afwijking van hele of halve uren wordt gecorrigeerd, een kleine die in "
            "de toekomst valt afgekapt op de tijd van ontvangst. Wie geen tijd vertelt, heeft "
            "hier geen getal.",
            "A constant offset of whole or half hours is corrected, a small one into the "
            "future is cut off at the time of receipt. A feed that tells no time has no "
            "number here.",
        ),
        version=1,
        policy_goal=Text(
            "Weten of tijden van een aanbieder te vertrouwen zijn.",
            "To know whether an operator's times can be trusted.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="mandate_delivered",
        group="feed",
        name=Text("Geleverd van wat moet", "Delivered of what is owed"),
        meaning=Text(
            "Welk deel van wat een aanbieder volgens het datamandaat moet leveren, hij op een dag "
            "levert: van de voertuigen of van de tijd.",
            "Which share of what an operator owes under the data mandate it delivers on a day: of "
            "the vehicles, or of the time.",
        ),
        formula="vehicles told with the field / vehicles listed; or seconds delivered / seconds",
        unit="1",
        direction=Direction.more,
        inputs=("polls", "coverage"),
        method=Text(
            "Plaats, toestand, soort en accu of bereik: over alle goede lijsten van de dag, van de "
            "hele feed. Beschikbaarheid: welk deel van de dag bewijs heeft. Tijd die verloren ging "
            "telt de aanbieder alleen aan waar wij vroegen en niets bruikbaars kregen; waar "
            "niemand keek is het getal een interval. Een aangekondigde storing wordt apart "
            "verteld en verandert niets aan het getal. Nummers, ritten en stations: welk deel van "
            "de tijd ze er waren.",
            "Position, state, type and battery or range: over all good lists of the day, of the "
            "whole feed. Availability: which share of the day has evidence. Time without it is "
            "the operator's only where we asked and got nothing of use; where nobody looked the "
            "number is an interval. An announced outage is told apart and changes no number. "
            "Ids, trips and stations: which share of the time they were there.",
        ),
        version=1,
        policy_goal=Text(
            "Nagaan of een aanbieder levert wat hij moet leveren, met bewijs voor een brief.",
            "To see whether an operator delivers what it owes, with proof for a letter.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="mandate_freshness",
        group="feed",
        name=Text("Hoe snel geleverd", "How soon delivered"),
        meaning=Text(
            "Hoe oud gegevens zijn als ze bij ons komen: 95 van de 100 keer niet ouder dan dit.",
            "How old data are when they reach us: 95 times of 100 not older than this.",
        ),
        formula="95th percentile of (finished_at - evidence_at) over lists that tell their time",
        unit="s",
        direction=Direction.less,
        inputs=("polls", "coverage"),
        method=Text(
            "Gemeten als de lijst binnenkomt: hoe vaak wij vragen telt niet mee. Van wie zelf "
            "aanlevert: de tijd tussen een gebeurtenis en de ontvangst. Een lijst die als "
            "verouderd is geweigerd telt als minstens 135 s oud; van een lijst zonder tijd is de "
            "leeftijd onbekend.",
            "Measured when the list comes in: how often we ask has no part in it. Of who pushes: "
            "the time from an event to its receipt. A list that was refused as stale counts as "
            "at least 135 s old; of a list without a time the age is unknown.",
        ),
        version=1,
        policy_goal=Text(
            "Nagaan of gegevens zo vers zijn als is afgesproken.",
            "To see whether data are as fresh as was agreed.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
)
