/* The systems of the catalogue as C functions: what compiled programs and SciPy solve. */
#ifndef SYSTEMS_H
#define SYSTEMS_H

typedef void (*field)(double t, const double *x, double *dx);

/* The right-hand side of a system by its name, with its usual parameters; NULL for one that is not here. */
field field_named(const char *name);

#endif
