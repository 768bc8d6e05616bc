"""JSON is read as Python reads it, with places; what Python lets pass is refused."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.fleet import jsontext
from apparmor_dsl.fleet.jsontext import JsonArray, JsonObject, JsonString, at_pointer, plain

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def read(text: str) -> jsontext.Json:
    return jsontext.read(Source("f.json", text))


def problem(text: str) -> str:
    with pytest.raises(PolicyError) as caught:
        read(text)
    (found,) = caught.value.diagnostics
    assert found.help
    return f"{found.span}: {found.message}"


@given(ANY_JSON, st.sampled_from([None, 0, 3]), st.booleans())
def test_a_document_means_what_python_says_it_means(value: Any, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)

    assert plain(read(text)) == json.loads(text)


@given(ANY_JSON)
def test_the_text_of_a_value_is_the_value(value: Any) -> None:
    root = read(json.dumps({"outer": [value]}))
    inner = at_pointer(root, "/outer/0")

    assert inner is not None
    assert json.loads(inner.span.text) == value


@given(st.text(alphabet='{}[]":,\\ntrue1.-e#/ \n\ud800\x00é', max_size=40))
@example("[" * 100_000)
@example('{"a":' * 100_000)
def test_any_text_is_read_or_refused_with_a_place_and_a_way_out(text: str) -> None:
    try:
        read(text)
    except PolicyError as refused:
        for found in refused.diagnostics:
            assert found.span is not None
            assert 0 <= found.span.start <= len(text)
            assert found.help
            assert "\n" not in found.message
            found.message.encode()


@given(st.text(alphabet='{}[]":,\\ntrue1.-e \n\t', max_size=30))
def test_what_python_refuses_is_refused(text: str) -> None:
    try:
        json.loads(text)
    except ValueError:
        with pytest.raises(PolicyError):
            read(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "f.json:1:1: the file is empty"),
        ("  \n ", "f.json:2:2: the file is empty"),
        ("[1,\n 2,\n]", "f.json:2:3: JSON has no comma before `]`"),
        ('{"a": 1,}', "f.json:1:8: JSON has no comma before `}`"),
        ('{"a": 1 // one\n}', "f.json:1:9: JSON has no comments"),
        ('{"a": 1, /* one */ "b": 2}', "f.json:1:10: JSON has no comments"),
        ("# fleet\n{}", "f.json:1:1: JSON has no comments"),
        ("{'a': 1}", "f.json:1:2: a key stands in double quotes"),
        ("{a: 1}", "f.json:1:2: a key stands in double quotes"),
        ("['a']", "f.json:1:2: a JSON string stands in double quotes"),
        ("[\u201ca\u201d]", "f.json:1:2: a JSON string stands in double quotes"),
        ('{"a" 1}', "f.json:1:5: a colon stands between a key and its value"),
        ('{"a" = 1}', "f.json:1:6: a colon stands between a key and its value"),
        ('{"a": 1 "b": 2}', "f.json:1:8: a comma or `}` must follow"),
        ('{"a": [1, 2}', "f.json:1:12: `}` closes a `[`"),
        ('{"a": 1', "f.json:1:8: the text ends before `}`"),
        ('["a', "f.json:1:2: the text ends inside a string"),
        ('["a\nb"]', "f.json:1:4: a line ends inside a string"),
        ('["a\tb"]', "f.json:1:4: the control character U+0009 stands in a string"),
        (r'["\q"]', r"f.json:1:3: `\q` is not an escape of JSON"),
        (r'["\u12"]', r"f.json:1:3: \u is followed by four hexadecimal digits"),
        (r'["\ud800"]', "f.json:1:3: half of a surrogate pair is no character"),
        (r'["\udc00\ud800"]', "f.json:1:3: half of a surrogate pair is no character"),
        ('["\udce9"]', "f.json:1:3: a byte that is not UTF-8 stands in a string"),
        ("[True]", "f.json:1:2: `True` is not a JSON value"),
        ("[yes]", "f.json:1:2: `yes` is not a JSON value"),
        ("[NaN]", "f.json:1:2: JSON has no NaN"),
        ("[-Infinity]", "f.json:1:2: JSON has no -Infinity"),
        ("[1e999]", "f.json:1:2: `1e999` is larger than any number that can be kept"),
        ("[" + "9" * 5000 + "]", "f.json:1:2: a number has more than 300 characters"),
        ("[01]", "f.json:1:2: `01` is not a JSON number"),
        ("[0x10]", "f.json:1:2: `0x10` is not a JSON number"),
        ("[+1]", "f.json:1:2: `+1` is not a JSON number"),
        ("[1.]", "f.json:1:2: `1.` is not a JSON number"),
        ("[,]", "f.json:1:2: a value is missing before `,`"),
        ("{} {}", "f.json:1:4: there is text after the end of the JSON value"),
        ("[\u00a01]", "f.json:1:2: the character U+00A0 is not white space in JSON"),
        ("[" * 101, "f.json:1:101: brackets stand more than 100 deep"),
        ("\x00", r"f.json:1:1: `\u0000` cannot begin a JSON value"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(text: str, expected: str) -> None:
    assert problem(text) == expected


def test_an_open_bracket_is_shown() -> None:
    with pytest.raises(PolicyError) as caught:
        read('{"a": {\n"b": 1')

    assert [str(label.span) for label in caught.value.diagnostics[0].labels] == ["f.json:1:7"]


def test_a_key_that_stands_twice_is_an_error_with_both_places() -> None:
    with pytest.raises(PolicyError) as caught:
        read('{"a": 1,\n "b": {"c": 1, "c": 2},\n "a": 2}')

    assert [(found.code, str(found.span)) for found in caught.value.diagnostics] == [
        ("duplicate-key", "f.json:2:16"),
        ("duplicate-key", "f.json:3:2"),
    ]
    assert str(caught.value.diagnostics[1].labels[0].span) == "f.json:1:2"


def test_keys_that_differ_in_their_escapes_alone_are_the_same_key() -> None:
    with pytest.raises(PolicyError, match="stands twice"):
        read(r'{"a": 1, "\u0061": 2}')


def test_a_thousand_repeated_keys_do_not_make_a_thousand_diagnostics() -> None:
    with pytest.raises(PolicyError) as caught:
        read("{" + ", ".join(['"a": 1'] * 1000) + "}")

    assert len(caught.value.diagnostics) <= 20


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"a": "\xe9"}', "f.json:1:8: error[json-encoding]: the byte 0xe9 is not UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "f.json:1:1: error[json-encoding]: this file is UTF-16; JSON is UTF-8"),
        ('{"a": 1}'.encode("utf-32"), "f.json:1:1: error[json-encoding]: this file is UTF-32; JSON is UTF-8"),
    ],
)
def test_bytes_that_are_not_utf_8_are_refused_at_the_first(content: bytes, expected: str) -> None:
    with pytest.raises(PolicyError, match="json-encoding") as caught:
        jsontext.decode("f.json", content)

    assert str(caught.value) == expected


def test_a_byte_order_mark_is_passed_over() -> None:
    assert plain(jsontext.read(jsontext.decode("f.json", b'\xef\xbb\xbf{"a": 1}'))) == {"a": 1}


def test_ten_megabytes_are_read() -> None:
    text = "[" + ",\n".join(['{"name": "x", "features": ["docker"]}'] * 250_000) + "]"
    value = read(text)

    assert len(text) > 9_500_000
    assert isinstance(value, JsonArray)
    assert len(value.items) == 250_000


def test_a_pointer_finds_the_value_with_its_place() -> None:
    root = read('{"a/b": {"m~n": [1, {"": "x"}]}}')
    found = at_pointer(root, "/a~1b/m~0n/1/")

    assert isinstance(found, JsonString)
    assert (found.value, str(found.span)) == ("x", "f.json:1:26")
    assert at_pointer(root, "") is root


@pytest.mark.parametrize("pointer", ["/x", "/a~1b/m~0n/2", "/a~1b/m~0n/01", "/a~1b/m~0n/-", "x", "/a~1b/m~0n/0/y"])
def test_a_pointer_to_nothing_finds_nothing(pointer: str) -> None:
    assert at_pointer(read('{"a/b": {"m~n": [1]}}'), pointer) is None


def test_a_member_knows_the_place_of_its_key_and_of_its_value() -> None:
    root = read('{\n  "name": "x"\n}')

    assert isinstance(root, JsonObject)
    (member,) = root.members
    assert (str(member.key.span), member.key.span.text) == ("f.json:2:3", '"name"')
    assert (str(member.value.span), member.value.span.text) == ("f.json:2:11", '"x"')
