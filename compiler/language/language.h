// The contract language as data, place by place, and the languages of `tally.yaml` and
// `target.yaml`. A new key is a row; a new mapping is a Place.
#pragma once

#include "language/place.h"

namespace tally::compiler::language {

// contract.cpp
extern const Place contract_place;
extern const Place limits_place;
extern const Place test_place;
extern const Place issue_place;

// declarations.cpp
extern const Place record_place;
extern const Place derived_record_place;
extern const Place derive_place;
extern const Place mixin_place;
extern const Place newtype_place;
extern const Place alias_place;
extern const Place enum_place;
extern const Place union_place;
extern const Place union_body_place;
extern const Place examples_place;
extern const Place invalid_example_place;
extern const Value declaration_value;  // of any form

// members.cpp
extern const Place field_place;
extern const Place enum_value_place;
extern const Place variant_place;
extern const Place deprecated_place;
extern const Value fields_value;
extern const Value deprecated_value;

// refinements.cpp
extern const Place items_place;
extern const Place map_values_place;
extern const Place map_keys_place;

// What may be said of a type where it is used.
extern const Place refinements_place;

// migrations.cpp
extern const Place migration_place;
extern const Place step_place;
extern const Place rename_place;
extern const Place convert_place;
extern const Place set_place;
extern const Place map_enum_place;
extern const Place remove_place;
extern const Value migrations_value;

// rules.cpp
extern const Place rule_place;
extern const Value rules_value;

// signals.cpp
extern const Place simulation_place;
extern const Place uniform_place;
extern const Place walk_place;
extern const Place sine_place;
extern const Place choice_place;
extern const Place counter_place;
extern const Place constant_place;
extern const Place record_key_place;
extern const Place ring_place;
extern const Value simulation_value;
extern const Value constants_value;
extern const Value record_keys_value;

// project.cpp
extern const Place project_place;
extern const Place project_target_place;
extern const Place project_compatibility_place;

// target.cpp
extern const Place target_place;
extern const Place target_output_place;

// words.cpp: words that are chosen from a list.
extern const Value expression_value;  // the built-in types
extern const Value format_value;
extern const Value unknown_value;
extern const Value json_value;
extern const Value encoding_value;  // of timestamps and bytes
extern const Value timestamp_encoding_value;
extern const Value bytes_encoding_value;
extern const Value length_unit_value;
extern const Value as_value;
extern const Value buffer_value;
extern const Value access_value;
extern const Value level_value;
extern const Value direction_value;
extern const Value each_value;

// Values that several places share.
extern const Value text_value;
extern const Value boolean_value;
extern const Value doc_value;
extern const Value version_value;
extern const Value name_value;
extern const Value names_value;  // a list of them
extern const Value function_value;
extern const Value wire_value;

}  // namespace tally::compiler::language
