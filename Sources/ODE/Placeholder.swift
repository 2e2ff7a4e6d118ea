// ODE
