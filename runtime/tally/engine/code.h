// All that plans can point at beside formats. What each of them is told and answers is in plan.h.
//
// Generated plans name what their contract needs. Plans in memory find it by kind, which links all
// of it: compiler/plan/code.h.
#pragma once

#include "tally/engine/plan.h"

namespace tally::plan::code {

// Explainers, named like their kinds.

const char* boolean(Walk& walk, const Type& type, const char* p);
/// All integers that every double holds: `int`, and those of up to 32 bits.
const char* integer(Walk& walk, const Type& type, const char* p);
const char* int64(Walk& walk, const Type& type, const char* p);
const char* uint64(Walk& walk, const Type& type, const char* p);
const char* float32(Walk& walk, const Type& type, const char* p);
const char* float64(Walk& walk, const Type& type, const char* p);
const char* decimal(Walk& walk, const Type& type, const char* p);
const char* string(Walk& walk, const Type& type, const char* p);
const char* bytes(Walk& walk, const Type& type, const char* p);
const char* uuid(Walk& walk, const Type& type, const char* p);
const char* timestamp(Walk& walk, const Type& type, const char* p);
/// Timestamps that are numbers in documents or in programs.
const char* millis(Walk& walk, const Type& type, const char* p);
const char* date(Walk& walk, const Type& type, const char* p);
const char* time(Walk& walk, const Type& type, const char* p);
const char* duration(Walk& walk, const Type& type, const char* p);
const char* json(Walk& walk, const Type& type, const char* p);
const char* list(Walk& walk, const Type& type, const char* p);
/// Lists that ask for items of which no two are equal.
const char* unique_list(Walk& walk, const Type& type, const char* p);
const char* map(Walk& walk, const Type& type, const char* p);
const char* nullable(Walk& walk, const Type& type, const char* p);
const char* enumeration(Walk& walk, const Type& type, const char* p);
/// Kind::union_.
const char* tagged_union(Walk& walk, const Type& type, const char* p);
const char* record(Walk& walk, const Type& type, const char* p);
/// Records with rules.
const char* ruled_record(Walk& walk, const Type& type, const char* p);

/// Of all rules with a condition: rules/interpreter.h.
bool evaluate(const RecordText& record, const Rule& rule);

/// Of all contracts with migrations or a version field: evolution/upgrade.h, which whoever points
/// at it has to include. A function with incomplete types is none to WebAssembly, and the linker
/// makes null of it.
Result<std::string> rewrite(const Plan& plan, TypeIndex type, PaddedText document,
                            UpgradeOptions options, Source source);

/// Of all contracts with fields that behave: simulation/series.h.
std::optional<std::string> simulate(const Plan& plan, Series& series, TypeIndex type, const char* p,
                                    simulate::Moment moment);

}  // namespace tally::plan::code
