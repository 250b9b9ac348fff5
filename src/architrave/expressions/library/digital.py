"""What a digital channel shows besides text: cards, choices, pickers, images, time slots, line items.

The functions store their arguments under the parameters' names: the property names are public for few of these types
(assumed for the others).
"""

from typing import Any

from architrave.diagnostics import Provenance
from architrave.expressions.declare import Example, function
from architrave.expressions.faults import NOT_AVAILABLE_LOCALLY, OUT_OF_RANGE, ExpressionError
from architrave.expressions.values.money import Currency
from architrave.expressions.values.record import Record

MAX_BUTTONS = 3
"""Maximum number of buttons on a card (documented)."""

MAX_CARDS = 10
"""Maximum number of cards in a carousel (documented)."""

_CARD = (
    'MakeCard("Shoes", "Size 42", MakeList(MakePostbackChoice("buy")), MakeImageFromUrl("https://example.com/a.png"))'
)


@function(
    "MakeChoice(type: String, value: String, label: String) -> Choice",
    "A choice of the given type, with the value that it sends and the label that it shows.",
    category="complex",
    examples=[Example('MakeChoice("postback", "yes", "Yes, please").label', "Yes, please")],
)
def _choice(kind: str, value: str, label: str) -> Record:
    return _make_choice(kind, value, label, None)


@function(
    "MakeChoice(type: String, value: String, label: String, command: String) -> Choice",
    "A choice of the given type with a value, a label, and a command.",
    category="complex",
    examples=[Example('MakeChoice("postback", "yes", "Yes, please", "confirm").value', "yes")],
)
def _choice_with_command(kind: str, value: str, label: str, command: str) -> Record:
    return _make_choice(kind, value, label, command)


def _make_choice(kind: str, value: str, label: str, command: str | None) -> Record:
    return Record("chc", {"type": kind, "value": value, "label": label, "command": command})


@function(
    "MakePostbackChoice(value: String) -> Choice",
    "A choice that sends its value and shows it as the label.",
    category="complex",
    examples=[Example('MakePostbackChoice("yes").label', "yes")],
    provenance=Provenance.ASSUMED,
)
def _postback(value: str) -> Record:
    return _make_choice("postback", value, value, None)


@function(
    "MakePostbackChoice(value: String, label: String) -> Choice",
    "A choice that sends its value and shows a label.",
    category="complex",
    examples=[Example('MakePostbackChoice("yes", "Yes, please").label', "Yes, please")],
)
def _postback_with_label(value: str, label: str) -> Record:
    return _make_choice("postback", value, label, None)


@function(
    "MakePostbackChoice(value: String, label: String, command: String) -> Choice",
    "A choice that sends its value, shows a label, and has a command.",
    category="complex",
    examples=[Example('MakePostbackChoice("yes", "Yes, please", "confirm").label', "Yes, please")],
)
def _postback_with_command(value: str, label: str, command: str) -> Record:
    return _make_choice("postback", value, label, command)


@function(
    "MakeUrlChoice(url: String) -> Choice",
    "A choice that opens a URL and shows it as the label.",
    category="complex",
    examples=[Example('MakeUrlChoice("https://example.com").value', "https://example.com")],
    provenance=Provenance.ASSUMED,
)
def _url(url: str) -> Record:
    return _make_choice("url", url, url, None)


@function(
    "MakeUrlChoice(url: String, label: String) -> Choice",
    "A choice that opens a URL and shows a label.",
    category="complex",
    examples=[Example('MakeUrlChoice("https://example.com", "Our shop").label', "Our shop")],
)
def _url_with_label(url: str, label: str) -> Record:
    return _make_choice("url", url, label, None)


@function(
    "MakeQuickReplies(choices: Choice[]) -> QuickReplies",
    "Choices that are shown below a message.",
    category="complex",
    examples=[Example('Count(MakeQuickReplies(MakeList(MakePostbackChoice("yes"))).choices)', "1")],
)
def _quick_replies(choices: tuple[Record | None, ...]) -> Record:
    return Record("qkr", {"choices": choices, "summary": None})


@function(
    "MakeQuickReplies(choices: Choice[], summary: String) -> QuickReplies",
    "Choices that are shown below a message, with a summary for channels that cannot show them.",
    category="complex",
    examples=[Example('MakeQuickReplies(MakeList(MakePostbackChoice("yes")), "Yes?").summary', "Yes?")],
)
def _quick_replies_with_summary(choices: tuple[Record | None, ...], summary: str) -> Record:
    return Record("qkr", {"choices": choices, "summary": summary})


@function(
    "MakeCard(title: String, description: String, buttons: Choice[], image: Image) -> Card",
    "A card with a title, a description, at most three buttons, and an image.",
    category="complex",
    examples=[Example(f"{_CARD}.title", "Shoes")],
)
def _card(title: str, description: str, buttons: tuple[Record | None, ...], image: Record) -> Record:
    if not title:
        raise ExpressionError(OUT_OF_RANGE, "A card needs a title; this one is empty.")
    if len(buttons) > MAX_BUTTONS:
        raise ExpressionError(OUT_OF_RANGE, f"A card can have at most {MAX_BUTTONS} buttons, not {len(buttons)}.")
    return Record("crd", {"title": title, "description": description, "buttons": buttons, "image": image})


@function(
    "MakeCarousel(cards: Card[]) -> Carousel",
    "At most ten cards side by side.",
    category="complex",
    examples=[Example(f"Count(MakeCarousel(MakeList({_CARD})).cards)", "1")],
)
def _carousel(cards: tuple[Record | None, ...]) -> Record:
    if len(cards) > MAX_CARDS:
        raise ExpressionError(OUT_OF_RANGE, f"A carousel can have at most {MAX_CARDS} cards, not {len(cards)}.")
    return Record("crs", {"cards": cards})


@function(
    "MakeChooser(content: CardOrCarouselOrQuickRepliesOrPicker) -> Chooser",
    "Something that the customer chooses from: a card, a carousel, quick replies or a picker.",
    category="complex",
    examples=[Example(f"IsSet(MakeChooser({_CARD}))", "true")],
)
def _chooser(content: Record) -> Record:
    return Record("chs", {"content": content})


@function(
    "MakeImageFromUrl(url: String) -> Image",
    "The image at a URL.",
    category="complex",
    examples=[Example('MakeImageFromUrl("https://example.com/a.png").url', "https://example.com/a.png")],
)
def _image(url: str) -> Record:
    return _from_url("img", url)


@function(
    "MakeImageFromUrl(url: String, name: String) -> Image",
    "The image at a URL, with a name.",
    category="complex",
    examples=[Example('MakeImageFromUrl("https://example.com/a.png", "Shoes").name', "Shoes")],
)
def _named_image(url: str, name: str) -> Record:
    return _from_url("img", url, name)


@function(
    "MakeVideoFromUrl(url: String) -> Video",
    "The video at a URL.",
    category="complex",
    examples=[Example('MakeVideoFromUrl("https://example.com/a.mp4").url', "https://example.com/a.mp4")],
)
def _video(url: str) -> Record:
    return _from_url("vid", url)


@function(
    "MakeFileFromUrl(url: String) -> File",
    "The file at a URL.",
    category="complex",
    examples=[Example('MakeFileFromUrl("https://example.com/a.pdf").url', "https://example.com/a.pdf")],
)
def _file(url: str) -> Record:
    return _from_url("fil", url)


@function(
    "MakeDigitalAudioFromUrl(url: String) -> DigitalAudio",
    "The audio recording at a URL.",
    category="complex",
    examples=[Example('MakeDigitalAudioFromUrl("https://example.com/a.mp3").url', "https://example.com/a.mp3")],
)
def _digital_audio(url: str) -> Record:
    return _from_url("dga", url)


def _from_url(code: str, url: str, name: str | None = None) -> Record:
    return Record(code, {"url": url, "name": name})


@function(
    "MakeLineItem(listingName: String, listingPrice: Currency) -> LineItem",
    "A line item with its price.",
    category="complex",
    examples=[Example('MakeLineItem("Shoes", ToCurrency("40|EUR")).listingName', "Shoes")],
)
def _line_item(name: str, price: Currency) -> Record:
    return Record("lni", {"listingName": name, "listingPrice": price})


@function(
    "MakeShippingOption(label: String, id: String, details: String, amount: Currency) -> ShippingOption",
    "A shipping option with its cost.",
    category="complex",
    examples=[Example('MakeShippingOption("Express", "x1", "Tomorrow", ToCurrency("9|EUR")).label', "Express")],
)
def _shipping_option(label: str, key: str, details: str, amount: Currency) -> Record:
    return Record("sho", {"label": label, "id": key, "details": details, "amount": amount})


@function(
    "MakeListPickerItem(title: String, subtitle: String, image: Image) -> ListPickerItem",
    "One item of a list picker.",
    category="complex",
    examples=[
        Example('MakeListPickerItem("Red", "In stock", MakeImageFromUrl("https://example.com/r.png")).title', "Red")
    ],
)
def _picker_item(title: str, subtitle: str, image: Record) -> Record:
    return Record("lpi", {"title": title, "subtitle": subtitle, "image": image})


@function(
    "MakeListPickerSection(title: String, multiSelectEnabled: Boolean, items: ListPickerItem[]) -> ListPickerSection",
    "A section of a list picker, from which the customer picks one or several items.",
    category="complex",
    examples=[
        Example(
            'MakeListPickerSection("Colour", false, MakeList(MakeListPickerItem("Red", "In stock", '
            'MakeImageFromUrl("https://example.com/r.png")))).title',
            "Colour",
        )
    ],
)
def _picker_section(title: str, multi_select: bool, items: tuple[Record | None, ...]) -> Record:
    return Record("lps", {"title": title, "multiSelectEnabled": multi_select, "items": items})


@function(
    "MakeListPicker(sections: ListPickerSection[], receivedMessageImage: Image?, receivedMessageTitle: String?, "
    "receivedMessageSubtitle: String?, replyMessageImage: Image?, replyMessageSubtitle: String?) -> ListPicker",
    "A list picker with sections, and the message shown when it arrives and when it is answered.",
    category="complex",
    examples=[
        Example(
            'MakeListPicker(MakeList(MakeListPickerSection("Colour", false, MakeList(MakeListPickerItem("Red", '
            '"In stock", MakeImageFromUrl("https://example.com/r.png"))))), ToImage(NOT_SET), "Pick one", '
            "ToString(NOT_SET), ToImage(NOT_SET), ToString(NOT_SET)).receivedMessageTitle",
            "Pick one",
        )
    ],
    note="There is another form with one more parameter, whose name is not public.",
)
def _list_picker(
    sections: tuple[Record | None, ...],
    image: Record | None,
    title: str | None,
    subtitle: str | None,
    reply_image: Record | None,
    reply_subtitle: str | None,
) -> Record:
    return Record(
        "lpk",
        {
            "sections": sections,
            "receivedMessageImage": image,
            "receivedMessageTitle": title,
            "receivedMessageSubtitle": subtitle,
            "replyMessageImage": reply_image,
            "replyMessageSubtitle": reply_subtitle,
        },
    )


@function(
    "MakeTimePicker(argsNotTranscribed: Any...) -> TimePicker",
    "A picker for time slots. Its arguments are not publicly documented.",
    category="complex",
    examples=[Example('MakeTimePicker("When?")', error=NOT_AVAILABLE_LOCALLY)],
    note="Always fails with NotAvailableLocally.",
    mixed=True,
)
def _time_picker(*_arguments: Any) -> Record:
    raise ExpressionError(
        NOT_AVAILABLE_LOCALLY, "MakeTimePicker cannot run locally: its arguments are not publicly documented."
    )
