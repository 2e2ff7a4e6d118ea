/* Solves systems by SUNDIALS, one problem a line of standard input, one result a line of JSON:
 *   SYSTEM METHOD RTOL ATOL TO N  X0 ... X(N-1)  REFERENCE0 ... REFERENCE(N-1)
 * Methods: cvode-adams, cvode-bdf (Newton, dense, differences), arkode-dp5 (7 stages, orders 5 and 4),
 * arkode-esdirk5 (Kvaerno's, order 5). */
#include "systems.h"
#include <arkode/arkode_arkstep.h>
#include <arkode/arkode_erkstep.h>
#include <cvode/cvode.h>
#include <math.h>
#include <nvector/nvector_serial.h>
#include <stdio.h>
#include <string.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>
#include <sunnonlinsol/sunnonlinsol_fixedpoint.h>
#include <time.h>

static SUNContext context;
static field current;
static long evaluations;

static int evaluate(realtype t, N_Vector y, N_Vector dy, void *data) {
  evaluations++;
  current(t, N_VGetArrayPointer(y), N_VGetArrayPointer(dy));
  return 0;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static int by_cvode(int method, double rtol, double atol, double to, int n, double *x) {
  N_Vector y = N_VMake_Serial(n, x, context);
  void *memory = CVodeCreate(method, context);
  SUNMatrix matrix = SUNDenseMatrix(n, n, context);
  SUNLinearSolver solver = SUNLinSol_Dense(y, matrix, context);
  SUNNonlinearSolver fixed_point = SUNNonlinSol_FixedPoint(y, 0, context);
  CVodeInit(memory, evaluate, 0, y);
  CVodeSStolerances(memory, rtol, atol);
  CVodeSetMaxNumSteps(memory, 10000000);
  CVodeSetStopTime(memory, to);
  if (method == CV_BDF) CVodeSetLinearSolver(memory, solver, matrix);
  else CVodeSetNonlinearSolver(memory, fixed_point);
  double t;
  int flag = CVode(memory, to, y, &t, CV_NORMAL);
  CVodeFree(&memory);
  SUNNonlinSolFree(fixed_point);
  SUNLinSolFree(solver);
  SUNMatDestroy(matrix);
  N_VDestroy(y);
  return flag;
}

static int by_erk(double rtol, double atol, double to, int n, double *x) {
  N_Vector y = N_VMake_Serial(n, x, context);
  void *memory = ERKStepCreate(evaluate, 0, y, context);
  ERKStepSetTableNum(memory, ARKODE_DORMAND_PRINCE_7_4_5);
  ERKStepSStolerances(memory, rtol, atol);
  ERKStepSetMaxNumSteps(memory, 10000000);
  ERKStepSetStopTime(memory, to);
  double t;
  int flag = ERKStepEvolve(memory, to, y, &t, ARK_NORMAL);
  ERKStepFree(&memory);
  N_VDestroy(y);
  return flag;
}

static int by_esdirk(double rtol, double atol, double to, int n, double *x) {
  N_Vector y = N_VMake_Serial(n, x, context);
  void *memory = ARKStepCreate(NULL, evaluate, 0, y, context);
  SUNMatrix matrix = SUNDenseMatrix(n, n, context);
  SUNLinearSolver solver = SUNLinSol_Dense(y, matrix, context);
  ARKStepSetTableNum(memory, ARKODE_KVAERNO_7_4_5, ARKODE_ERK_NONE);
  ARKStepSStolerances(memory, rtol, atol);
  ARKStepSetLinearSolver(memory, solver, matrix);
  ARKStepSetMaxNumSteps(memory, 10000000);
  ARKStepSetStopTime(memory, to);
  double t;
  int flag = ARKStepEvolve(memory, to, y, &t, ARK_NORMAL);
  ARKStepFree(&memory);
  SUNLinSolFree(solver);
  SUNMatDestroy(matrix);
  N_VDestroy(y);
  return flag;
}

static int solve(const char *method, double rtol, double atol, double to, int n, double *x) {
  if (strcmp(method, "cvode-adams") == 0) return by_cvode(CV_ADAMS, rtol, atol, to, n, x);
  if (strcmp(method, "cvode-bdf") == 0) return by_cvode(CV_BDF, rtol, atol, to, n, x);
  if (strcmp(method, "arkode-dp5") == 0) return by_erk(rtol, atol, to, n, x);
  return by_esdirk(rtol, atol, to, n, x);
}

int main(void) {
  SUNContext_Create(NULL, &context);
  char system[64], method[64];
  double rtol, atol, to, start[256], reference[256], x[256];
  int n;
  while (scanf("%63s %63s %lf %lf %lf %d", system, method, &rtol, &atol, &to, &n) == 6) {
    if (n < 1 || n > 256) return 2;
    for (int i = 0; i < n; i++) if (scanf("%lf", start + i) != 1) return 2;
    for (int i = 0; i < n; i++) if (scanf("%lf", reference + i) != 1) return 2;
    current = field_named(system);
    if (!current) continue;
    double best = INFINITY, begin = now();
    int flag = 0;
    for (int run = 0; run < 3 || (run < 50 && now() - begin < 0.05); run++) {
      memcpy(x, start, sizeof x);
      evaluations = 0;
      double before = now();
      flag = solve(method, rtol, atol, to, n, x);
      double took = now() - before;
      if (took < best) best = took;
      if (flag < 0) break;
    }
    if (flag < 0) continue;
    double largest = 0, error = 0;
    for (int i = 0; i < n; i++) largest = fmax(largest, fabs(reference[i]));
    for (int i = 0; i < n; i++)
      error = fmax(error, fabs(x[i] - reference[i]) / fmax(fabs(reference[i]), 1e-3 * largest));
    printf(
        "{\"workload\":\"precision\",\"system\":\"%s\",\"peer\":\"sundials\",\"method\":\"%s\",\"tol\":%.17g,"
        "\"err\":%.17g,\"nfev\":%ld,\"min_ms\":%.6f}\n",
        system, method, rtol, error, evaluations, best * 1e3);
    fflush(stdout);
  }
  return 0;
}
