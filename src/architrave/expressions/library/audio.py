"""Audio: joining it, and playback options."""

from architrave.diagnostics import Provenance
from architrave.expressions.declare import Example, function
from architrave.expressions.values.media import Audio, Part
from architrave.expressions.values.record import Record


def audio_of(value: Audio | Record | None) -> Audio:
    """The Audio for an Audio, a Prompt, or NOT_SET, which is blank audio."""
    if value is None:
        return Audio()
    return value if isinstance(value, Audio) else Audio((prompt_part(value),))


def prompt_part(prompt: Record) -> Part:
    """The part that plays a prompt. Its text is the prompt's name, for a system prompt with the scope."""
    name = str(prompt["name"] or prompt["id"])
    is_system = prompt["type"] == "system"
    return Part("prompt", f"PromptSystem.{name}" if is_system else name, {"name": name, "isSystem": is_system})


def _join(*values: Audio | Record | None) -> Audio:
    return Audio(tuple(part for value in values for part in audio_of(value).parts))


@function(
    "Append(initialAudioOrPrompt: Audio or Prompt?, audioOrPromptToAppend: Audio or Prompt?...) -> Audio",
    "Plays audio and prompts one after the other; NOT_SET plays nothing.",
    category="text",
    examples=[
        Example(
            'Append(ToAudioTTS("Hello"), ToAudioBlank(1000), ToAudioNumber(7))',
            "[tts] Hello [blank] 1000 ms [number] seven",
        ),
    ],
)
def _append(*values: Audio | Record | None) -> Audio:
    return _join(*values)


@function(
    "+(augend: Audio, addend: Audio) -> Audio",
    "Plays one audio after the other.",
    category="mathematical",
    examples=[Example('ToAudioTTS("Good") + ToAudioTTS("bye")', "[tts] Good [tts] bye")],
)
@function(
    "+(augend: Prompt, addend: Prompt) -> Audio",
    "Plays one prompt after the other.",
    category="mathematical",
    examples=[Example("Prompt.Welcome + Prompt.Menu", "[prompt] Welcome [prompt] Menu")],
)
@function(
    "+(augend: Audio, addend: Prompt) -> Audio",
    "Plays audio, then a prompt.",
    category="mathematical",
    examples=[Example('ToAudioTTS("Hello") + Prompt.Menu', "[tts] Hello [prompt] Menu")],
)
@function(
    "+(augend: Prompt, addend: Audio) -> Audio",
    "Plays a prompt, then audio.",
    category="mathematical",
    examples=[Example("Prompt.Welcome + ToAudioNumber(7)", "[prompt] Welcome [number] seven")],
)
def _add(left: Audio | Record, right: Audio | Record) -> Audio:
    return _join(left, right)


@function(
    "ToAudio(promptToConvert: Prompt) -> Audio",
    "The audio of a prompt, in the flow's current language.",
    category="cast",
    examples=[Example("ToAudio(Prompt.Welcome)", shown="[prompt] Welcome")],
)
@function(
    "ToAudio(promptToConvert: NOT_SET?) -> Audio",
    "Blank audio for the literal NOT_SET.",
    category="cast",
    examples=[Example("ToAudio(NOT_SET)", "[blank]")],
    provenance=Provenance.RECORDED,
    note="Exported flows have it. What it plays is assumed.",
)
@function(
    "ToAudio(audio: Audio) -> Audio",
    "The same audio.",
    category="cast",
    examples=[Example('ToAudio(ToAudioTTS("Hello"))', "[tts] Hello")],
    provenance=Provenance.ASSUMED,
)
def _to_audio(prompt: Audio | Record | None) -> Audio:
    return audio_of(prompt)


@function(
    "AudioPlaybackOptions(audio: Audio or Prompt, bargeIn: Boolean!) -> Audio",
    "Audio that the caller can or cannot interrupt by pressing keys or speaking. The option must be a literal.",
    category="audio",
    examples=[
        Example("AudioPlaybackOptions(ToAudioNumber(5), false)", "[number: no bargeIn] five"),
        Example("AudioPlaybackOptions(ToAudioNumber(5), true)", "[number: bargeIn] five"),
    ],
)
def _with_barge_in(audio: Audio | Record, barge_in: bool) -> Audio:
    return _with_options(audio, {"bargeIn": barge_in})


@function(
    "AudioPlaybackOptions(audio: Audio or Prompt, bargeIn: Boolean!, flushNow: Boolean!) -> Audio",
    "Audio that the caller can or cannot interrupt, played now or with the next audio. The options must be literals.",
    category="audio",
    examples=[
        Example("AudioPlaybackOptions(ToAudioNumber(5), false, true)", "[number: no bargeIn, flushNow] five"),
    ],
)
def _with_barge_in_and_flush(audio: Audio | Record, barge_in: bool, flush_now: bool) -> Audio:
    return _with_options(audio, {"bargeIn": barge_in, "flushNow": flush_now})


def _with_options(audio: Audio | Record, options: dict[str, str | bool]) -> Audio:
    return Audio(tuple(part.with_options(options) for part in audio_of(audio).parts))
