/* The systems of the catalogue as C functions, with their usual parameters. */
#include "systems.h"
#include <math.h>
#include <string.h>

static void lorenz63(double t, const double *x, double *dx) {
  dx[0] = 10 * (x[1] - x[0]);
  dx[1] = x[0] * (28 - x[2]) - x[1];
  dx[2] = x[0] * x[1] - 8.0 / 3 * x[2];
}

static void lorenz96(double t, const double *x, double *dx) {
  for (int i = 0; i < 40; i++)
    dx[i] = (x[(i + 1) % 40] - x[(i + 38) % 40]) * x[(i + 39) % 40] - x[i] + 8;
}

static void roessler(double t, const double *x, double *dx) {
  dx[0] = -x[1] - x[2];
  dx[1] = x[0] + 0.2 * x[1];
  dx[2] = 0.2 + x[2] * (x[0] - 5.7);
}

static void classification_flow(double t, const double *x, double *dx) {
  dx[0] = -x[1] * sin(t);
  dx[1] = -(1 - x[0] * x[0]) * x[1] / 2 + x[0] * cos(t);
}

static void brusselator(double t, const double *x, double *dx) {
  double reaction = x[0] * x[0] * x[1];
  dx[0] = 1 + reaction - 4 * x[0];
  dx[1] = 3 * x[0] - reaction;
}

static void brusselator_line(double t, const double *x, double *dx) {
  const int n = 40;
  const double rate = 0.02 * 41 * 41;
  for (int i = 0; i < n; i++) {
    double u = x[i], v = x[n + i], reaction = u * u * v;
    double left = i == 0 ? 1 : x[i - 1], right = i == n - 1 ? 1 : x[i + 1];
    double below = i == 0 ? 3 : x[n + i - 1], above = i == n - 1 ? 3 : x[n + i + 1];
    dx[i] = 1 + reaction - 4 * u + rate * (left - 2 * u + right);
    dx[n + i] = 3 * u - reaction + rate * (below - 2 * v + above);
  }
}

static void robertson(double t, const double *x, double *dx) {
  double decay = 0.04 * x[0], loss = 3e7 * x[1] * x[1], gain = 1e4 * x[1] * x[2];
  dx[0] = gain - decay;
  dx[1] = decay - gain - loss;
  dx[2] = loss;
}

static void hires(double t, const double *y, double *dy) {
  double joint = 280 * y[5] * y[7];
  dy[0] = -1.71 * y[0] + 0.43 * y[1] + 8.32 * y[2] + 0.0007;
  dy[1] = 1.71 * y[0] - 8.75 * y[1];
  dy[2] = -10.03 * y[2] + 0.43 * y[3] + 0.035 * y[4];
  dy[3] = 8.32 * y[1] + 1.71 * y[2] - 1.12 * y[3];
  dy[4] = -1.745 * y[4] + 0.43 * (y[5] + y[6]);
  dy[5] = 0.69 * y[3] + 1.71 * y[4] - joint - 0.43 * y[5] + 0.69 * y[6];
  dy[6] = joint - 1.81 * y[6];
  dy[7] = -dy[6];
}

static void oregonator(double t, const double *x, double *dx) {
  dx[0] = 77.27 * (x[1] + x[0] * (1 - 8.375e-6 * x[0] - x[1]));
  dx[1] = (x[2] - (1 + x[0]) * x[1]) / 77.27;
  dx[2] = 0.161 * (x[0] - x[2]);
}

static void van_der_pol(double t, const double *x, double *dx) {
  dx[0] = x[1];
  dx[1] = (1 - x[0] * x[0]) * x[1] - x[0];
}

static void van_der_pol_stiff(double t, const double *x, double *dx) {
  dx[0] = x[1];
  dx[1] = ((1 - x[0] * x[0]) * x[1] - x[0]) / 1e-6;
}

static void fitzhugh_nagumo(double t, const double *x, double *dx) {
  dx[0] = x[0] - x[0] * x[0] * x[0] / 3 - x[1] + 0.5;
  dx[1] = (x[0] + 0.7 - 0.8 * x[1]) / 12.5;
}

static void lotka_volterra(double t, const double *x, double *dx) {
  dx[0] = 2.0 / 3 * x[0] - 4.0 / 3 * x[0] * x[1];
  dx[1] = x[0] * x[1] - x[1];
}

static void double_pendulum(double t, const double *x, double *dx) {
  const double g = 9.81;
  double a = x[0], b = x[1], u = x[2], v = x[3];
  double sine = sin(a - b), cosine = cos(a - b), inertia = 2 * (1 + sine * sine);
  double pull = g * (3 * sin(a) + sin(a - 2 * b));
  dx[0] = u;
  dx[1] = v;
  dx[2] = -(pull + 2 * sine * (v * v + u * u * cosine)) / inertia;
  dx[3] = 2 * sine * (2 * (u * u + g * cos(a)) + v * v * cosine) / inertia;
}

static void harmonic_oscillator(double t, const double *x, double *dx) {
  dx[0] = x[1];
  dx[1] = -x[0];
}

static void pendulum(double t, const double *x, double *dx) {
  dx[0] = x[1];
  dx[1] = -sin(x[0]);
}

static void henon_heiles(double t, const double *x, double *dx) {
  dx[0] = x[2];
  dx[1] = x[3];
  dx[2] = -x[0] - 2 * x[0] * x[1];
  dx[3] = -x[1] - (x[0] * x[0] - x[1] * x[1]);
}

static void kepler(double t, const double *x, double *dx) {
  double square = x[0] * x[0] + x[1] * x[1], cube = square * sqrt(square);
  dx[0] = x[2];
  dx[1] = x[3];
  dx[2] = -x[0] / cube;
  dx[3] = -x[1] / cube;
}

static void arenstorf(double t, const double *x, double *dx) {
  const double mu = 0.012277471, rest = 1 - mu;
  double to_earth = x[0] + mu, to_moon = x[0] - rest;
  double earth = to_earth * to_earth + x[1] * x[1], moon = to_moon * to_moon + x[1] * x[1];
  double d1 = earth * sqrt(earth), d2 = moon * sqrt(moon);
  dx[0] = x[2];
  dx[1] = x[3];
  dx[2] = x[0] + 2 * x[3] - rest * to_earth / d1 - mu * to_moon / d2;
  dx[3] = x[1] - 2 * x[2] - rest * x[1] / d1 - mu * x[1] / d2;
}

static void pleiades(double t, const double *x, double *dx) {
  for (int i = 0; i < 7; i++) {
    double pull_x = 0, pull_y = 0;
    for (int j = 0; j < 7; j++) {
      if (j == i) continue;
      double away_x = x[j] - x[i], away_y = x[7 + j] - x[7 + i];
      double square = away_x * away_x + away_y * away_y, weight = (j + 1) / (square * sqrt(square));
      pull_x += weight * away_x;
      pull_y += weight * away_y;
    }
    dx[i] = x[14 + i];
    dx[7 + i] = x[21 + i];
    dx[14 + i] = pull_x;
    dx[21 + i] = pull_y;
  }
}

field field_named(const char *name) {
  static const struct {
    const char *name;
    field f;
  } all[] = {
      {"lorenz63", lorenz63}, {"lorenz96", lorenz96}, {"roessler", roessler},
      {"classification-flow", classification_flow}, {"brusselator", brusselator},
      {"brusselator-1d", brusselator_line}, {"robertson", robertson}, {"hires", hires},
      {"oregonator", oregonator}, {"van-der-pol", van_der_pol},
      {"van-der-pol-stiff", van_der_pol_stiff}, {"fitzhugh-nagumo", fitzhugh_nagumo},
      {"lotka-volterra", lotka_volterra}, {"double-pendulum", double_pendulum},
      {"harmonic-oscillator", harmonic_oscillator}, {"pendulum", pendulum},
      {"henon-heiles", henon_heiles}, {"kepler", kepler}, {"arenstorf", arenstorf},
      {"pleiades", pleiades},
  };
  for (unsigned i = 0; i < sizeof all / sizeof *all; i++)
    if (strcmp(all[i].name, name) == 0) return all[i].f;
  return 0;
}
