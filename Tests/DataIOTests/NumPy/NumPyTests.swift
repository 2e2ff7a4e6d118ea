import Testing

@testable import DataIO

/// The files of this package and of NumPy, each read by the other.
@Suite(.enabled(if: Python.has("numpy"), Python.absence)) struct NumPyTests {
  /// Saves arrays of every type, order of bytes and order of axes, each with its plain form.
  static let arrays = """
    import itertools, sys
    import numpy as np
    rng = np.random.default_rng(1)
    shapes = [(), (1,), (7,), (3, 4), (4, 1), (2, 3, 4), (0, 3), (2, 1, 3, 2)]
    types = "b1 i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8".split()
    for code, shape, mark, order in itertools.product(types, shapes, "<>", "CF"):
        plain = np.asarray(rng.normal(size=shape) * 50).astype(code)
        name = f"{sys.argv[1]}/{code}-{len(shape)}-{shapes.index(shape)}-{mark == '<'}-{order}"
        np.save(name + ".npy", np.asarray(plain.astype(mark + code), order=order))
        np.save(name + ".plain", plain)
    """

  @Test func readsAndWritesAllThatNumPyDoes() throws {
    let scratch = try Scratch()
    let run = try Python.run(Self.arrays, [scratch.path("")])
    #expect(run.code == 0, "\(run.output)")
    let names = scratch.names.filter { !$0.hasSuffix(".plain.npy") }
    #expect(names.count == 12 * 8 * 2 * 2)
    for name in names {
      let plain = try scratch.bytes(name.dropLast(4) + ".plain.npy")
      #expect(try NPYArray(scratch.bytes(name), source: name).bytes == plain, "\(name)")
    }
  }

  /// Compares every array of archives with what it should hold, and saves them anew.
  static let archives = """
    import sys, zipfile
    import numpy as np
    for name in sys.argv[2:]:
        path = f"{sys.argv[1]}/{name}"
        assert zipfile.ZipFile(path).testzip() is None
        data = np.load(path)
        assert sorted(data) == ["w", "x", "\\u00e9"], sorted(data)
        assert data["x"].dtype == np.float64 and data["w"].dtype == np.uint8
        assert np.array_equal(data["x"], np.arange(6).reshape(2, 3) / 3)
        assert np.array_equal(data["w"], np.arange(100000) % 251)
        assert data["\\u00e9"].shape == () and data["\\u00e9"] == -7
        np.savez(path + ".again", **data)
        np.savez_compressed(path + ".packed", **data)
    """

  @Test func archivesPassFromOneToTheOther() throws {
    let scratch = try Scratch()
    let archive = NPZArchive([
      .init("x", NPYArray((0..<6).map { Double($0) / 3 }, shape: [2, 3])),
      .init("w", NPYArray((0..<100_000).map { UInt8($0 % 251) })),
      .init("\u{e9}", NPYArray([-7] as [Int32], shape: [])),
    ])
    try scratch.write(archive.bytes(.stored), to: "stored.npz")
    try scratch.write(archive.bytes(.deflated), to: "deflated.npz")
    // As archives beyond 4 GiB are written.
    var writer = ZipWriter(.deflated, wideFrom: 0)
    for member in archive.members { writer.append(member.name + ".npy", member.array.bytes) }
    try scratch.write(writer.finished(), to: "wide.npz")
    let run = try Python.run(Self.archives, [scratch.path("")] + scratch.names)
    #expect(run.code == 0, "\(run.output)")
    #expect(scratch.names.count == 9)
    for name in scratch.names {
      #expect(try NPZArchive(scratch.bytes(name), source: "npz") == archive, "\(name)")
    }
  }
}
