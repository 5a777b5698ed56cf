"""What comes and goes."""

from zones.registry.entry import OWNER, REVIEW, Direction, Indicator, Text

TURNS = Text(
    "Elke aankomst en elk vertrek telt één keer, heel, in de stap waarin het voor het eerst te "
    "zien was; dat is hooguit vijf minuten later dan het gebeurde. De rand van een stap hoort bij "
    "de stap ervoor: wat er aan het eind staat, is wat er stond plus wat begon min wat eindigde. "
    "Wat begon of eindigde zonder dat bekend is of het een aankomst of vertrek was (eerste "
    "peiling, na een storing, andere nummers, heel veel tegelijk), staat er apart naast en telt "
    "nooit mee; wat in een storing kwam én ging, zag niemand. Van een stap met minder dan 95 % "
    "dekking is het getal onbekend, en van een aanbieder met wisselende nummers altijd. De eerste "
    "en laatste dag van een gebied zelf zijn geen aankomst of vertrek.",
    "Each arrival and each departure counts once, whole, in the step in which it could first be "
    "seen, at most five minutes after it happened. The edge of a step belongs to the step before: "
    "what stands at its end is what stood plus what began less what ended. What began or ended "
    "without it being known to be an arrival or a departure (first poll, after a gap, renamed, "
    "very many at once) is told beside and never counted; what came and went within a gap nobody "
    "saw. Of a step with less than 95 % coverage the number is unknown, and of an operator whose "
    "ids change it always is. An area's own first and last day are no arrivals or departures.",
)
INPUTS = ("stays", "areas", "coverage")

ENTRIES = (
    Indicator(
        id="arrivals",
        group="movement",
        name=Text("Aankomsten", "Arrivals"),
        meaning=Text(
            "Hoeveel deelvoertuigen er in het gebied kwamen te staan.",
            "How many shared vehicles came to stand in the area.",
        ),
        formula="number of stays with start_reason arrived or moved and first_seen in (from, to]",
        unit="vehicles",
        direction=Direction.neither,
        inputs=INPUTS,
        method=TURNS,
        version=2,
        policy_goal=Text(
            "Zien waar voertuigen heen gaan, en wanneer een plek volloopt.",
            "To see where vehicles go, and when a place fills up.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="departures",
        group="movement",
        name=Text("Vertrekken", "Departures"),
        meaning=Text(
            "Hoeveel deelvoertuigen uit het gebied weggingen: gehuurd, of weggehaald.",
            "How many shared vehicles left the area: rented, or taken away.",
        ),
        formula="number of stays with end_reason departed or moved and end_hi in (from, to]",
        unit="vehicles",
        direction=Direction.neither,
        inputs=INPUTS,
        method=Text(
            TURNS.nl + " Wie kort geleden verdween en nog terug kan komen, is nog geen vertrek.",
            TURNS.en + " What vanished a moment ago and may still come back is no departure yet.",
        ),
        version=2,
        policy_goal=Text(
            "Zien of voertuigen gebruikt worden of blijven staan.",
            "To see whether vehicles are used or stay where they are.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="net_balance",
        group="movement",
        name=Text("Saldo van aankomst en vertrek", "Net balance"),
        meaning=Text(
            "Of het gebied volloopt (boven nul) of leegloopt (onder nul).",
            "Whether the area fills up (above zero) or runs empty (below zero).",
        ),
        formula="arrivals - departures",
        unit="vehicles",
        direction=Direction.neither,
        inputs=INPUTS,
        method=TURNS,
        version=2,
        policy_goal=Text(
            "Op tijd bijsturen waar het vol of leeg raakt.",
            "To act in time where it gets full or empty.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="rentals",
        group="movement",
        name=Text("Verhuringen", "Rentals"),
        meaning=Text(
            "Hoeveel verhuringen in het gebied begonnen.",
            "How many rentals began in the area.",
        ),
        formula="told trips with started_at in [from, to) and start in the area, else departures",
        unit="rentals",
        direction=Direction.neither,
        inputs=("trips", *INPUTS),
        method=Text(
            "Vertelt de aanbieder zijn ritten, dan telt elke rit waar en wanneer hij begon, ook "
            "als hij na de periode eindigde; een rit telt zodra hij verteld is. Anders tellen de "
            "vertrekken: daar zit ook eigen werk van de aanbieder bij. Welke van de twee het is, "
            "staat erbij. Zonder ritten en met wisselende nummers is het getal onbekend. Een "
            "vertelde rit noemt geen voertuigtype, en telt alleen per dag of week en per wijk of "
            "gemeente: fijner zou één rit te zien zijn.",
            "When an operator tells its trips, each counts where and when it began, also when it "
            "ended after the period; a trip counts as soon as it is told. Else departures count: "
            "the operator's own work is among them. Which of the two it is stands beside. Without "
            "trips and with changing ids the number is unknown. A told trip names no vehicle type, "
            "and counts by day or week and by district or municipality only: finer would show "
            "single trips.",
        ),
        version=2,
        policy_goal=Text(
            "Zien of deelvervoer gebruikt wordt, en waar.",
            "To see whether shared mobility is used, and where.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="rentals_per_vehicle",
        group="movement",
        name=Text("Verhuringen per voertuig per dag", "Rentals per vehicle per day"),
        meaning=Text(
            "Hoe vaak een voertuig dat er gemiddeld stond per dag werd gehuurd.",
            "How often a day a vehicle that stood there on average was rented.",
        ),
        formula="rentals / mean of vehicles_parked / days, both of the same feeds and time",
        unit="rentals/vehicle/day",
        direction=Direction.more,
        inputs=("trips", *INPUTS),
        method=Text(
            "Elke stap deelt de verhuringen van die stap door de voertuigen van dezelfde stap. Is "
            "een van beide onbekend, of stond er niets, dan is het getal onbekend.",
            "Each step divides the rentals of that step by the vehicles of the same step. Where "
            "one of them is unknown, or nothing stood there, the number is unknown.",
        ),
        version=2,
        policy_goal=Text(
            "Niet meer voertuigen op straat dan er gebruikt worden.",
            "No more vehicles on the street than are used.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="flows",
        group="movement",
        name=Text("Herkomst en bestemming", "Origin and destination"),
        meaning=Text(
            "Hoeveel verhuringen van het ene vak naar het andere gingen.",
            "How many rentals went from one cell to another.",
        ),
        formula="sum of told units; unit = trips by (origin cell, destination cell, block) >= k",
        unit="rentals",
        direction=Direction.neither,
        inputs=("trips", "areas"),
        method=Text(
            "Alleen van aanbieders die hun ritten vertellen. Geteld wordt per vast vak van "
            "herkomst, vast vak van bestemming en vast blok tijd: de werkdagen van een week, of "
            "het weekend, naar het begin van de rit. Wat minder dan k ritten heeft, blijft weg "
            "vóór er iets wordt opgeteld en zit in geen enkel totaal; ook wat daardoor uit te "
            "rekenen zou zijn, blijft weg. Een blok wordt één keer geteld en nooit opnieuw.",
            "Only of operators that tell their trips. Counted by fixed cell of origin, fixed cell "
            "of destination and fixed block of time: the working days of a week, or its weekend, "
            "by when the trip began. What has fewer than k trips is withheld before anything is "
            "added up and is in no total; what could be worked out of that is withheld too. A "
            "block is counted once and never anew.",
        ),
        version=1,
        policy_goal=Text(
            "Weten waar mensen heen gaan zonder te weten wie.",
            "To know where people go without knowing who.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
)
