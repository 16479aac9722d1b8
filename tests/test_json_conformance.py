"""RFC 8259 by the names of its cases: what `test_json_syntax.py` has no room to name.

Named as the public suites name theirs: `n_` every parser must refuse, `y_` none may refuse
for its syntax. Two more kinds tell where this project is stricter than the RFC (`own_`) and
where the RFC leaves it to the parser (`i_`).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus_tools import validate

REFUSED: dict[str, bytes] = {
    "n_array_a_word_and_a_byte_beyond_ascii": b"[a\xc3\xa5]",
    "n_array_cut_after_a_line_feed": b'["a",\n4\n,1,',
    "n_array_colon_for_comma_between_strings": b'["":1]',
    "n_array_half_closed_by_a_quote": b'[1,"]',
    "n_array_star_inside": b"[1,*]",
    "n_array_only_a_minus": b"[-",
    "n_array_spaces_and_a_vertical_tab": b'["\x0ba"\\f]',
    "n_number_a_letter_after_the_exponent": b"[1e5x]",
    "n_number_bytes_that_are_no_utf_8_inside": b"[12\xe5]",
    "n_number_bytes_that_are_no_utf_8_in_the_exponent": b"[1e1\xe5]",
    "n_number_followed_by_a_nul": b"12\x00",
    "n_number_full_width_digit_after_a_digit": "[1１]".encode(),
    "n_number_minus_a_word": b"[-foo]",
    "n_number_minus_infinity_in_lower_case": b"[-inf]",
    "n_number_minus_sign_of_typography": "[−1]".encode(),
    "n_number_nothing_before_the_exponent": b"[e1]",
    "n_number_plus_plus": b"[++1]",
    "n_number_signed_zero_with_a_zero": b"[-00.5]",
    "n_number_two_exponents": b"[1e2e3]",
    "n_number_two_points": b"[0..1]",
    "n_number_zero_exponent_without_digits": b"[0e]",
    "n_number_zero_point_exponent": b"[0.e1]",
    "n_object_a_flag_as_key": "{🇨🇭}".encode(),
    "n_object_comment_after_it_not_closed": b'{"a":1}/*',
    "n_object_comment_after_it_with_one_slash": b'{"a":1}/',
    "n_object_continuation_byte_in_a_key_and_comma": b'{"\xb9":"0",}',
    "n_object_garbage_after_it": b'{"a":true} "x"',
    "n_object_many_commas_after": b'{"id":0,,,,,}',
    "n_object_number_exponent_as_key": b"{9999E9:1}",
    "n_object_two_values_for_a_key": b'{"a":"b" "c"}',
    "n_object_value_never_ended": b'{"a":"a',
    "n_string_a_backslash_at_the_end": b'["\\',
    "n_string_an_escape_cut_by_the_end": b'"\\u00A',
    "n_string_an_escaped_emoji": '["\\🌀"]'.encode(),
    "n_string_an_escaped_control": b'["\\\x00"]',
    "n_string_an_escaped_tab": b'["\\\t"]',
    "n_string_bytes_that_are_no_utf_8_after_a_backslash": b'["\\\xe5"]',
    "n_string_bytes_that_are_no_utf_8_in_an_escape": b'["\\u\xe5"]',
    "n_string_half_a_pair_and_an_escape_cut": b'["\\uD800\\u"]',
    "n_string_half_a_pair_and_an_escape_of_one_digit": b'["\\uD800\\u1"]',
    "n_string_half_a_pair_and_an_x": b'["\\uD800\\u1x"]',
    "n_string_html_escapes": b"[&quot;a&quot;]",
    "n_string_java_octal": b'["\\101"]',
    "n_string_next_to_another_document": b'"a"{}',
    "n_string_only_a_backslash": b"\\",
    "n_string_unit_separator_in_a_key": b'{"\x1f":1}',
    "n_structure_a_byte_order_mark_alone": b"\xef\xbb\xbf",
    "n_structure_a_byte_order_mark_cut": b"\xef\xbb{}",
    "n_structure_a_hundred_thousand_lists": b"[" * 100_000,
    "n_structure_a_hundred_thousand_lists_and_objects": b'[{"":' * 100_000,
    "n_structure_a_hundred_thousand_closed": b"]" * 100_000,
    "n_structure_a_lone_byte_that_is_no_utf_8": b"\xe5",
    "n_structure_a_number_and_a_comma": b"1,",
    "n_structure_an_object_and_a_list": b'{"a":[}',
    "n_structure_end_of_transmission": b"{}\x04",
    "n_structure_json_lines_in_one_file": b'{"a":1}\n{"a":2}\n',
    "n_structure_json5_hexadecimal": b'{"a":0xA}',
    "n_structure_python_bytes": b'b"{}"',
    "n_structure_replacement_for_a_quote": b"{\xef\xbf\xbda\xef\xbf\xbd:1}",
    "n_structure_utf_7": b"+AHs-+AH0-",
    "n_structure_utf_16_without_mark": "[]".encode("utf-16-le"),
    "n_structure_utf_32_with_mark": "[]".encode("utf-32"),
    "n_structure_yaml": b"a: 1\nb: 2\n",
    "n_utf_8_cesu": b'["\xed\xa0\xbd\xed\xb8\x80"]',
    "n_utf_8_cut_before_the_quote_of_3": b'["\xe2\x82"]',
    "n_utf_8_cut_before_the_quote_of_4": b'["\xf0\x9f\x98"]',
    "n_utf_8_eight_continuations": b'["' + b"\x80" * 8 + b'"]',
    "n_utf_8_five_bytes_over_long": b'["\xf8\x80\x80\x80\xaf"]',
    "n_utf_8_java_nul": b'["\xc0\x80"]',
    "n_utf_8_overlong_quote": b'["a\xc0\xa2]',
    "n_utf_8_six_bytes_over_long": b'["\xfc\x80\x80\x80\x80\xaf"]',
    "n_utf_8_start_byte_alone_then_space": b'["\xdf "]',
    "own_byte_order_mark": b"\xef\xbb\xbf{}",
    "own_integer_beyond_18_digits": b"[100000000000000000000]",
    "own_key_twice": b'{"a":"b","a":"c"}',
    "own_key_twice_through_an_escape": b'{"a":1,"\\u0061":1}',
    "i_number_too_large_an_exponent": b"[123123e100000]",
    "i_string_halves_in_the_wrong_order": b'["\\uDd1e\\uD834"]',
    "i_structure_five_hundred_lists": b"[" * 500 + b"]" * 500,
}

TAKEN: dict[str, bytes] = {
    "y_array_ends_with_a_line_feed": b"[1\n]\n",
    "y_array_of_every_kind": b'[null,1,"1",{},[],true,false,1.5]',
    "y_array_of_several_nulls": b"[1,null,null,null,2]",
    "y_array_of_the_empty_string": b'[""]',
    "y_number_after_a_space": b"[ 4]",
    "y_number_capital_exponent_of_plus": b"[1E+2]",
    "y_number_exponent_of_zero": b"[0e+1]",
    "y_number_minus_zero_in_a_list": b"[-0]",
    "y_number_large_exponent": b"[123e65]",
    "y_number_point_and_exponent": b"[123.456e78]",
    "y_number_smallest_kept": b"[1e-307]",
    "y_number_close_to_zero_in_many_digits": b"[-0." + b"0" * 77 + b"1]\n",
    "y_object_key_of_a_nul": b'{"foo\\u0000bar": 42}',
    "y_object_key_that_is_a_number": b'{"1":1}',
    "y_object_long_values": b'{"x":[{"id":"' + b"x" * 40_000 + b'"}],"id":"y"}',
    "y_object_over_lines": b'{\n"a": "b"\n}',
    "y_string_every_escape_of_a_control": b'["\\u0001\\u0008\\u000b\\u001f\\u007f"]',
    "y_string_an_escaped_quote_at_the_end": b'["a\\""]',
    "y_string_backslash_and_u_that_is_no_escape": b'["\\\\u"]',
    "y_string_backslashes_of_all_counts": b'["\\\\","\\\\\\\\","\\\\\\""]',
    "y_string_comments": b'["a/*b*/c/*d//e"]',
    "y_string_escaped_noncharacters": b'["\\uFDD0\\uFFFE\\uD83F\\uDFFE\\uDBFF\\uDFFE"]',
    "y_string_escaped_slash": b'["\\/"]',
    "y_string_letters_of_the_last_plane": '["\U0010fffd"]'.encode(),
    "y_string_line_separator_escaped": b'["\\u2028\\u2029"]',
    "y_string_mixed_case_of_digits": b'["\\uAaBb\\uabCD"]',
    "y_string_noncharacter_in_utf_8": '["\ufdd0\ufffe\U0001ffff"]'.encode(),
    "y_string_replacement_character": '["\ufffd"]'.encode(),
    "y_string_tag_characters": '["\U000e0001\U000e0061"]'.encode(),
    "y_string_three_bytes_at_the_edges": '["\u0800\ud7ff\ue000"]'.encode(),
    "y_string_two_bytes_at_the_edges": '["\u0080\u07ff"]'.encode(),
    "y_string_four_bytes_at_the_edges": '["\U00010000\U0010ffff"]'.encode(),
    "y_structure_lonely_string": b'"asd"',
    "y_structure_lonely_negative_fraction": b"-0.1",
    "y_structure_white_space_of_all_kinds": b" \n\r\t[ \n\r\t] \n\r\t",
}


def found_in(folder: Path, raw: bytes) -> set[str]:
    """Return the codes of what is found in a lone file with these bytes."""
    path = folder / "a.json"
    path.write_bytes(raw)
    return {finding.code for finding in validate(path).findings}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(tmp_path: Path, name: str) -> None:
    found = found_in(tmp_path, REFUSED[name])
    assert found
    assert found <= {f"CT00{number}" for number in range(2, 10)}


@pytest.mark.parametrize("name", TAKEN)
def test_not_refused_for_its_syntax(tmp_path: Path, name: str) -> None:
    assert not {code for code in found_in(tmp_path, TAKEN[name]) if "CT003" <= code <= "CT009"}


def test_no_case_is_there_twice() -> None:
    from tests import test_json_syntax as others

    cases = [*REFUSED.values(), *TAKEN.values()]
    assert len(set(cases)) == len(cases)
    assert not set(cases) & {*others.REFUSED, *others.TAKEN}
