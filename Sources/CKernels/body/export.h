// The table through which the dispatcher calls this precision and instruction set.

#if FL_SINGLE
const fl_table_f32 FL_TABLE = {
#else
const fl_table_f64 FL_TABLE = {
#endif
    .unary_apply = unary_apply,
    .binary_apply = binary_apply,
    .ternary_apply = ternary_apply,
    .run_scratch = run_scratch,
    .run_execute = run_execute,
    .product = product,
    .contract = contract,
    .join_partial = join_partial,
    .steps_execute = steps_execute,
    .combine = combine,
    .error_norm = error_norm,
    .combine_rows = combine_rows,
    .squared_errors = squared_errors,
    .select_rows = select_rows,
    .combine_row = combine_row,
    .propose_steps = propose_steps,
    .judge_steps = judge_steps,
    .advance_steps = advance_steps,
    .sum = sum,
    .maximum = maximum,
    .copy = copy,
    .fill = fill,
    .scale_add = scale_add,
    .dot = dot,
    .all_finite = all_finite,
    .adam = adam,
    .clamp = clamp,
};
