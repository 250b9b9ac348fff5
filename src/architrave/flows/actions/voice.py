"""What is played to a caller, and what a caller enters."""

from architrave.diagnostics import Provenance
from architrave.expressions.types import AUDIO, STRING
from architrave.flows.actions.compact import compact, outputs, values
from architrave.flows.actions.declaration import refused_because
from architrave.flows.actions.shape import Anything, Field, Flag, Number, Object, OneOf, Output, Text, Value

_RECORDED = Provenance.RECORDED
_SUCCESS = ("success", "failure")
_AUDIO = Value(AUDIO)

_RANGE = Object(
    {
        "min": Field(Number(), "min"),
        "max": Field(Number(), "max"),
        "terminatingDtmf": Field(Text(), "terminating_dtmf"),
    }
)
_DIGITS = OneOf({"exact": Number(), "range": _RANGE})

DECLARATIONS = refused_because(
    "A workflow has no call: nobody hears or says anything.",
    compact("playAudio", "Play Audio", {"audio": Field(_AUDIO, "audio")}, is_open=False, provenance=_RECORDED),
    compact(
        "playAudioOnSilence",
        "Play Audio on Silence",
        {
            **values(silenceDuration="Duration", timeout="Duration", allowedRepeatCount="Integer"),
            **outputs(actualRepeatCount="Integer"),
            "audio": Field(_AUDIO, "audio"),
        },
        ("success", "timeout"),
    ),
    compact(
        "detectSilence",
        "Detect Silence",
        values(silenceDuration="Duration", timeout="Duration"),
        ("success", "timeout"),
    ),
    compact(
        "collectInput",
        "Collect Input",
        {
            **values(
                interDigitTimeout="Duration",
                noEntryTimeout="Duration",
                acceptJustStar="Boolean",
                acceptJustPound="Boolean",
            ),
            "inputData": Field(Output(STRING), "input_data"),
            "digits": Field(_DIGITS, "digits"),
            "inputAudio": Field(_AUDIO, "input_audio"),
            "verificationAudio": Field(_AUDIO, "verification_audio"),
            "verificationType": Field(Text(), "verification_type"),
            "includeTerminatingDtmfInResultData": Field(Flag(), "include_terminating_dtmf"),
        },
        _SUCCESS,
        fails=True,
        provenance=_RECORDED,
    ),
    compact(
        "dialByExtension",
        "Dial by Extension",
        {**values(interDigitTimeout="Duration", repromptCount="Integer"), "repromptAudio": Field(_AUDIO, "audio")},
        ("timeout", "failure"),
        fails=True,
    ),
    compact(
        "playEstimatedWaitTime",
        "Play Estimated Wait Time",
        {
            **values(estimatedWaitTime="Duration", roundingInterval="Duration"),
            "specificRoundingIntervals": Field(Anything(), "specific_rounding_intervals"),
            "playbackMode": Field(Text(), "playback_mode"),
        },
        provenance=_RECORDED,
    ),
    compact(
        "playPositionInQueue",
        "Play Position in Queue",
        {**values(positionInQueue="Integer"), "playbackMode": Field(Text(), "playback_mode")},
        provenance=_RECORDED,
    ),
    compact(
        "holdMusic",
        "Hold Music",
        {
            **values(prompt="Prompt", bargeInEnabled="Boolean"),
            "playStyle": Field(OneOf({"entirePrompt": Flag(), "duration": values(d="Duration")["d"].shape}), "style"),
        },
        provenance=_RECORDED,
    ),
    compact("playUserGreeting", "Play User Greeting"),
    compact("playUserName", "Play User Name"),
    compact("flushAudio", "Flush Audio"),
    compact("audioMonitoring", "Audio Monitoring", values(enableMonitoring="Boolean")),
    compact("transcription", "Transcription", values(enableTranscription="Boolean"), provenance=_RECORDED),
    compact("enableParticipantRecord", "Enable Participant Recording", provenance=_RECORDED),
    compact(
        "setLanguage",
        "Set Language",
        {**values(languageValue="String"), "language": Field(Text(), "language")},
        provenance=_RECORDED,
    ),
    compact("setUUIData", "Set UUI Data", {**values(uuiData="String"), "mode": Field(Text(), "mode")}),
    compact("setWhisperAudio", "Set Whisper Audio", {"whisperAudio": Field(_AUDIO, "audio")}, _SUCCESS, fails=True),
    compact(
        "getSIPHeaders",
        "Get SIP Headers",
        {**values(sipHeaderNames="String[]"), **outputs(sipHeadersResult="JSON")},
        _SUCCESS,
        fails=True,
    ),
    compact("getRawSIPHeaders", "Get Raw SIP Headers", outputs(rawSIPHeadersResult="String"), _SUCCESS, fails=True),
    compact("extractSecureData", "Extract Secure Data", {"statements": Field(Anything(), "statements")}),
    compact("clearVoicemailSnippet", "Clear Voicemail Snippet"),
    compact("processVoicemailInput", "Process Voicemail Input", {}, ("voicemail", "noInput", "failure"), fails=True),
)
