import FlowLearn

/// A run as one HTML page that refers to nothing outside itself.
struct RunReport {
  let summary: RunSummary
  let configuration: JSONValue
  let plots: [RunPlot]

  /// The page.
  var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(escaped(title))</title>
    <style>
    body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #262626; }
    h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
    pre { font: 14px/1.45 ui-monospace, monospace; overflow-x: auto; background: #f6f6f6; padding: 0.8rem 1rem; }
    svg { max-width: 100%; height: auto; }
    table { border-collapse: collapse; font-size: 0.9rem; }
    td:first-child { min-width: 9rem; }
    td { padding: 0.1rem 1.2rem 0.1rem 0; vertical-align: top; overflow-wrap: anywhere; font-family: ui-monospace, monospace; }
    </style>
    </head>
    <body>
    <h1>\(escaped(title))</h1>
    <p>flowlearn \(toolVersion), \(summary.startedAt)</p>
    <h2>Result</h2>
    <pre>\(escaped(summary.text))</pre>
    <h2>Figures</h2>
    \(plots.map(\.svg).joined(separator: "\n"))
    <h2>Data</h2>
    <table>
    \(dataRows)
    </table>
    <h2>Configuration</h2>
    <table>
    \(configurationRows)
    </table>
    </body>
    </html>

    """
  }

  private var title: String { "\(summary.run.path.name): \(summary.model.encoder.target)" }

  private var dataRows: String {
    let files = summary.data.files.map { ($0.path.description, "sha256 \($0.sha256)") }
    let counts = [
      ("training rows", summary.trainingRows.grouped),
      ("validation rows", summary.validationRows.grouped),
    ]
    return (files + counts).map(row).joined(separator: "\n")
  }

  private var configurationRows: String {
    let members = configuration.object?.members ?? []
    return members.map { row(($0.key, $0.value.string ?? $0.value.text())) }
      .joined(separator: "\n")
  }

  private func row(_ cells: (String, String)) -> String {
    "<tr><td>\(escaped(cells.0))</td><td>\(escaped(cells.1))</td></tr>"
  }

  private func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default: result.append(character)
      }
    }
    return result
  }
}
