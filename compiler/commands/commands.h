// Every command of `tally`, each in the file of its name.
#pragma once

#include "commands/command.h"

namespace tally::compiler {

extern const Command check_command;
extern const Command completion_command;
extern const Command diff_command;
extern const Command explain_command;
extern const Command fix_command;
extern const Command fmt_command;
extern const Command generate_command;
extern const Command init_command;
extern const Command lock_command;
extern const Command manual_command;
extern const Command model_command;
extern const Command package_command;
extern const Command sample_command;
extern const Command schema_command;
extern const Command serve_command;  // in the program alone
extern const Command templates_command;
extern const Command upgrade_command;
extern const Command validate_command;

}  // namespace tally::compiler
