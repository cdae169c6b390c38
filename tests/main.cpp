// The main function of every test program: Catch2 2.13 compiles it here, Catch2 3 links its own.
#define CATCH_CONFIG_MAIN
#include "catch.h"
