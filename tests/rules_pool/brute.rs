//! Random small pools with random rules against every set of pairs, judged on people by code of its own.
