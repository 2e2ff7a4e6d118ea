import Arguments
import Testing

@Suite struct ManualPageTests {
  @Test func `the page tells all that the help screens tell`() {
    #expect(
      CommandTree(of: SampleTool.self).manualPage == #"""
        .TH SAMPLE 1 "" "sample 1.2.0"
        .SH NAME
        sample \- Learn flows from tables.
        .SH SYNOPSIS
        .B sample
        <subcommand>
        .SH OPTIONS
        .TP
        .B \-\-version
        Show the version.
        .TP
        .B \-h, \-\-help
        Show help information.
        .SH COMMANDS
        .SS sample train
        Learn a model from a table of numbers and save the best.
        .PP
        .B sample train
        [\-\-delimiter <character>]
        [\-\-header] [\-\-no\-header]
        [\-\-epochs <epochs>]
        [\-\-learning\-rate <learning\-rate>]
        [\-\-precision <precision>]
        [\-\-drop <column> ...]
        [\-\-verbose]
        [\-\-quiet]
        <data>
        .PP
        The last column is the target unless \-\-target names another.
        .PP
        .br
          sample train iris.csv \-\-epochs 20
        .TP
        .B <data>
        The table to learn from, or \- for standard input.
        .TP
        .B \-\-delimiter <character>
        The character between columns.
        .TP
        .B \-\-header/\-\-no\-header
        The first line holds names. (default: \-\-header)
        .TP
        .B \-e, \-\-epochs <epochs>
        Passes over the data. (default: 100)
        .TP
        .B \-\-learning\-rate <learning\-rate>
        How far one step goes. (default: 0.01)
        .TP
        .B \-\-precision <precision>
        The numbers' width. (values: single, double; default: double)
        .TP
        .B \-\-drop <column>
        A column to leave out.
        .TP
        .B \-v, \-\-verbose
        Say more.
        .TP
        .B \-q, \-\-quiet
        Say nothing.
        .SS sample add
        Add numbers.
        .PP
        .B sample add
        [\-\-offset <offset>]
        [<values> ...]
        .TP
        .B <values>
        The numbers.
        .TP
        .B \-\-offset <offset>
        Added to the sum. (default: 0)
        .SS sample export
        Write a model for another program.
        .PP
        .B sample export
        \-\-format <format>
        <model>
        [<file>]
        .TP
        .B <model>
        The model.
        .TP
        .B <file>
        The file to write.
        .TP
        .B \-\-format <format>
        The file's format. (values: onnx, npz)
        """#)
  }
}
