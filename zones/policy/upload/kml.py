"""Zones of a KML file, by a parser that knows no document types: no entities, nothing fetched."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any
from xml.parsers import expat

from zones.policy.drawn import read_drawing
from zones.policy.refusals import BadUpload
from zones.policy.upload.item import (
    MOST_FILE_POINTS,
    MOST_ITEMS,
    Item,
    too_many_items,
    too_many_points,
)

TEXTS = ("name", "coordinates", "value", "SimpleData")
"""Elements whose text is read; all other text is passed by."""
MOST_DEEP = 100
MOST_TAGS = 100 * MOST_ITEMS


@dataclass
class _Reader:
    """What was read so far, and of the placemark that is being read."""

    items: list[Item] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    folders: list[str | None] = field(default_factory=list)
    text: list[str] | None = None
    points: int = 0
    placemark: bool = False
    properties: dict[str, Any] = field(default_factory=dict)
    polygons: list[list[Any]] = field(default_factory=list)
    key: str = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = _local(name)
        self.path.append(name)
        if len(self.path) > MOST_DEEP:
            raise BadUpload("no_kml", "The file is nested too deep.", "Save it anew as KML.")
        if name == "Placemark":
            self.placemark, self.properties, self.polygons = True, {}, []
        elif name in ("Folder", "Document"):
            self.folders.append(None)
        elif name == "Polygon":
            self.polygons.append([])
        elif name in ("Data", "SimpleData"):
            self.key = attributes.get("name", "")
        self.text = [] if name in TEXTS else None

    def letters(self, text: str) -> None:
        """Text within an element."""
        if self.text is not None:
            self.text.append(text)

    def end(self, name: str) -> None:
        """An element ends."""
        name, text = _local(name), "".join(self.text or [])
        self.path.pop()
        self.text = None
        parent = self.path[-1] if self.path else ""
        if name == "name" and parent == "Placemark":
            self.properties["name"] = text.strip()
        elif name == "name" and parent in ("Folder", "Document") and self.folders:
            self.folders[-1] = text.strip()
        elif name in ("value", "SimpleData") and self.placemark and self.key:
            self.properties.setdefault(self.key, text.strip())
        elif name == "coordinates" and "Polygon" in self.path and self.polygons:
            self._ring(text)
        elif name in ("Folder", "Document"):
            self.folders.pop()
        elif name == "Placemark":
            self._placed()

    def _ring(self, text: str) -> None:
        places = text.split()
        self.points += len(places)
        if self.points > MOST_FILE_POINTS:
            raise too_many_points()
        ring = [[_number(part) for part in place.split(",")][:3] for place in places]
        if "outerBoundaryIs" in self.path:
            self.polygons[-1].insert(0, ring)
        else:
            self.polygons[-1].append(ring)

    def _placed(self) -> None:
        if len(self.items) >= MOST_ITEMS:
            raise too_many_items()
        drawn = {"type": "MultiPolygon", "coordinates": self.polygons}
        layer = next((one for one in reversed(self.folders) if one), None)
        self.items.append(Item(self.properties, partial(read_drawing, drawn), layer))
        self.placemark = False


def read_kml(content: bytes) -> list[Item]:
    """The placemarks of a file; raises BadUpload."""
    # Counting tags is fast, reading them is not.
    if content.count(b"<") > MOST_TAGS:
        raise too_many_items()
    reader, parser = _Reader(), expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.letters
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, UnicodeDecodeError, LookupError):
        raise BadUpload(
            "no_kml", "The file is no KML: it breaks off or has an error.", "Save it anew."
        ) from None
    if not reader.items:
        raise BadUpload("empty", "The file has no zones.", "Send one with at least one area.")
    return reader.items


def _no_doctype(*_: Any) -> None:
    """Entities are declared in a document type; KML needs none."""
    raise BadUpload(
        "doctype", "The file declares a document type, which may hide anything.", "Save it as KML."
    )


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _number(text: str) -> Any:
    """A coordinate; what is none stays text, and is refused with its drawing."""
    try:
        return float(text)
    except ValueError:
        return text
