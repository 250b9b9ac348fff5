"""Playing audio to a caller, and collecting a caller's input."""

from datetime import timedelta

from architrave.diagnostics import Provenance
from architrave.expressions.types import AUDIO, BOOLEAN, DURATION, INTEGER, JSON, PROMPT, STRING
from architrave.expressions.values import Audio, Record
from architrave.flows.actions.compact import OnlyFailure, compact
from architrave.flows.actions.declaration import only_in, refused_because
from architrave.flows.actions.failures import failures
from architrave.flows.actions.shape import Anything, Flag, Number, Object, OneOf, Output, Text, Value, field, fields
from architrave.flows.flow_groups import (
    CALLS,
    CONVERSATIONS,
    IN_QUEUE_CALLS,
    SECURE,
    VOICE_BOTS,
    VOICE_SURVEYS,
    VOICEMAIL,
)
from architrave.flows.program import Fields, Slot, Target, Targets


@fields
class PlayAudio(Fields):
    """The fields of Play Audio."""

    audio: Slot[Audio] | None = field(Value(AUDIO))


@fields
class PlayAudioOnSilence(Fields):
    """The fields of Play Audio on Silence."""

    silence_duration: Slot[timedelta] | None = field(Value(DURATION))
    timeout: Slot[timedelta] | None = field(Value(DURATION))
    allowed_repeat_count: Slot[int] | None = field(Value(INTEGER))
    actual_repeat_count: Target | None = field(Output(INTEGER))
    audio: Slot[Audio] | None = field(Value(AUDIO))


@fields
class DetectSilence(Fields):
    """The fields of Detect Silence."""

    silence_duration: Slot[timedelta] | None = field(Value(DURATION))
    timeout: Slot[timedelta] | None = field(Value(DURATION))


@fields
class DigitRange(Fields):
    """How many digits a caller may enter."""

    min: int | None = field(Number())
    max: int | None = field(Number())
    terminating_dtmf: str | None = field(Text())


@fields
class CollectInput(Fields):
    """The fields of Collect Input."""

    inter_digit_timeout: Slot[timedelta] | None = field(Value(DURATION))
    no_entry_timeout: Slot[timedelta] | None = field(Value(DURATION))
    accept_just_star: Slot[bool] | None = field(Value(BOOLEAN))
    accept_just_pound: Slot[bool] | None = field(Value(BOOLEAN))
    input_data: Target | None = field(Output(STRING))
    digits: int | DigitRange | None = field(OneOf({"exact": Number(), "range": Object(DigitRange)}))
    input_audio: Slot[Audio] | None = field(Value(AUDIO))
    verification_audio: Slot[Audio] | None = field(Value(AUDIO))
    verification_type: str | None = field(Text())
    include_terminating_dtmf: bool | None = field(Flag(), "includeTerminatingDtmfInResultData")
    failure_outputs: Targets = failures()


@fields
class DialByExtension(Fields):
    """The fields of Dial by Extension."""

    inter_digit_timeout: Slot[timedelta] | None = field(Value(DURATION))
    reprompt_count: Slot[int] | None = field(Value(INTEGER))
    audio: Slot[Audio] | None = field(Value(AUDIO), "repromptAudio")
    failure_outputs: Targets = failures()


@fields
class PlayEstimatedWaitTime(Fields):
    """The fields of Play Estimated Wait Time."""

    estimated_wait_time: Slot[timedelta] | None = field(Value(DURATION))
    rounding_interval: Slot[timedelta] | None = field(Value(DURATION))
    specific_rounding_intervals: None = field(Anything())
    playback_mode: str | None = field(Text())


@fields
class PlayPositionInQueue(Fields):
    """The fields of Play Position in Queue."""

    position_in_queue: Slot[int] | None = field(Value(INTEGER))
    playback_mode: str | None = field(Text())


@fields
class HoldMusic(Fields):
    """The fields of Hold Music."""

    prompt: Slot[Record] | None = field(Value(PROMPT))
    barge_in_enabled: Slot[bool] | None = field(Value(BOOLEAN))
    style: bool | Slot[timedelta] | None = field(
        OneOf({"entirePrompt": Flag(), "duration": Value(DURATION)}), "playStyle"
    )


@fields
class AudioMonitoring(Fields):
    """The fields of Audio Monitoring."""

    enable_monitoring: Slot[bool] | None = field(Value(BOOLEAN))


@fields
class Transcription(Fields):
    """The fields of Transcription."""

    enable_transcription: Slot[bool] | None = field(Value(BOOLEAN))


@fields
class SetLanguage(Fields):
    """The fields of Set Language."""

    language_value: Slot[str] | None = field(Value(STRING))
    language: str | None = field(Text())


@fields
class SetUUIData(Fields):
    """The fields of Set UUI Data."""

    uui_data: Slot[str] | None = field(Value(STRING))
    mode: str | None = field(Text())


@fields
class SetWhisperAudio(Fields):
    """The fields of Set Whisper Audio."""

    audio: Slot[Audio] | None = field(Value(AUDIO), "whisperAudio")
    failure_outputs: Targets = failures()


@fields
class GetSIPHeaders(Fields):
    """The fields of Get SIP Headers."""

    sip_header_names: Slot[tuple[str | None, ...]] | None = field(Value(STRING.collection))
    sip_headers_result: Target | None = field(Output(JSON))
    failure_outputs: Targets = failures()


@fields
class GetRawSIPHeaders(Fields):
    """The fields of Get Raw SIP Headers."""

    raw_sip_headers_result: Target | None = field(Output(STRING), "rawSIPHeadersResult")
    failure_outputs: Targets = failures()


@fields
class ExtractSecureData(Fields):
    """The fields of Extract Secure Data."""

    statements: None = field(Anything())


_RECORDED = Provenance.RECORDED
_SUCCESS = ("success", "failure")

DECLARATIONS = refused_because(
    "A workflow has no call.",
    *only_in(
        CALLS,
        compact("playAudio", "Play Audio", PlayAudio, is_open=False, provenance=_RECORDED),
        compact("playAudioOnSilence", "Play Audio on Silence", PlayAudioOnSilence, ("success", "timeout")),
        compact("detectSilence", "Detect Silence", DetectSilence, ("success", "timeout")),
        compact("collectInput", "Collect Input", CollectInput, _SUCCESS, provenance=_RECORDED),
        compact("dialByExtension", "Dial by Extension", DialByExtension, ("timeout", "failure")),
        compact("playUserGreeting", "Play User Greeting"),
        compact("playUserName", "Play User Name"),
        compact("flushAudio", "Flush Audio"),
        compact("audioMonitoring", "Audio Monitoring", AudioMonitoring),
        compact("transcription", "Transcription", Transcription, provenance=_RECORDED),
        compact("enableParticipantRecord", "Enable Participant Recording", provenance=_RECORDED),
        compact("setUUIData", "Set UUI Data", SetUUIData),
        compact("setWhisperAudio", "Set Whisper Audio", SetWhisperAudio, _SUCCESS),
        compact("getSIPHeaders", "Get SIP Headers", GetSIPHeaders, _SUCCESS),
        compact("getRawSIPHeaders", "Get Raw SIP Headers", GetRawSIPHeaders, _SUCCESS),
        perhaps=VOICEMAIL | VOICE_BOTS | VOICE_SURVEYS,
    ),
    *only_in(
        CALLS,
        compact("setLanguage", "Set Language", SetLanguage, provenance=_RECORDED),
        perhaps=CONVERSATIONS,
    ),
    *only_in(
        IN_QUEUE_CALLS,
        compact("playEstimatedWaitTime", "Play Estimated Wait Time", PlayEstimatedWaitTime, provenance=_RECORDED),
        compact("playPositionInQueue", "Play Position in Queue", PlayPositionInQueue, provenance=_RECORDED),
        compact("holdMusic", "Hold Music", HoldMusic, provenance=_RECORDED),
    ),
    *only_in(
        SECURE,
        compact("extractSecureData", "Extract Secure Data", ExtractSecureData),
    ),
    *only_in(
        VOICEMAIL,
        compact("clearVoicemailSnippet", "Clear Voicemail Snippet"),
        compact("processVoicemailInput", "Process Voicemail Input", OnlyFailure, ("voicemail", "noInput", "failure")),
    ),
)
