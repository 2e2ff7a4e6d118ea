#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Files that NumPy 2.4.6 wrote, in base64.
///
/// ```python
/// a = np.array([[1.5, -2.25, 3], [0.1, 1e-30, -0.0]], np.float32)
/// np.save(plain, a)
/// np.save(turned, np.asfortranarray(a.astype(">f4")))
/// np.save(texts, np.array([["a", "\u00e9"], ["", "\U0001f600b"]]))
/// np.savez(stored, x=np.arange(6, dtype="<i8").reshape(2, 3), y=np.array([True, False]))
/// np.savez_compressed(deflated, x=..., y=...)
/// ```
enum NumPyOracle {
  static let plain = decoded(
    """
    k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9IC\
    AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAMA/AAAQwAAAQEDN\
    zMw9YEKiDQAAAIA=
    """)

  static let turned = decoded(
    """
    k05VTVBZAQB2AHsnZGVzY3InOiAnPmY0JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMyksIH0gIC\
    AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAo/wAAAPczMzcAQAAAN\
    okJgQEAAAIAAAAA=
    """)

  static let texts = decoded(
    """
    k05VTVBZAQB2AHsnZGVzY3InOiAnPFUyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDIpLCB9IC\
    AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAphAAAAAAAAAOkAAAAA\
    AAAAAAAAAAAAAAAA9gEAYgAAAA==
    """)

  static let stored = decoded(
    """
    UEsDBC0AAAAAAAAAIQBZm9p9//////////8FABQAeC5ucHkBABAAsAAAAAAAAACwAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2\
    NyJzogJzxpOCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgyLCAzKSwgfSAgICAgICAgICAgICAgICAg\
    ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAAAAAAAAAABAAAAAAAAAAIAAAAAAAAAAwAAAA\
    AAAAAEAAAAAAAAAAUAAAAAAAAAUEsDBC0AAAAAAAAAIQDuGbtd//////////8FABQAeS5ucHkBABAAggAAAAAAAACCAAAA\
    AAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJ3xiMScsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgyLCksIH\
    0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAQBQSwECLQMt\
    AAAAAAAAACEAWZvafbAAAACwAAAABQAAAAAAAAAAAAAAgAEAAAAAeC5ucHlQSwECLQMtAAAAAAAAACEA7hm7XYIAAACCAA\
    AABQAAAAAAAAAAAAAAgAHnAAAAeS5ucHlQSwUGAAAAAAIAAgBmAAAAoAEAAAAA
    """)

  static let deflated = decoded(
    """
    UEsDBC0AAAAIAAAAIQBZm9p9//////////8FABQAeC5ucHkBABAAsAAAAAAAAABWAAAAAAAAAJvsF+obEMnIUMZQrZ6SWp\
    xcpG6loG6TaaGuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6CsaaOgq1CmQDLgYoYITSTFCaGUqzQGlWKA0A\
    UEsDBC0AAAAIAAAAIQDuGbtd//////////8FABQAeS5ucHkBABAAggAAAAAAAABGAAAAAAAAAJvsF+obEMnIUMZQrZ6SWp\
    xcpG6loF6TZKiuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6mjoKtQoUAC5GBgBQSwECLQMtAAAACAAAACEA\
    WZvafVYAAACwAAAABQAAAAAAAAAAAAAAgAEAAAAAeC5ucHlQSwECLQMtAAAACAAAACEA7hm7XUYAAACCAAAABQAAAAAAAA\
    AAAAAAgAGNAAAAeS5ucHlQSwUGAAAAAAIAAgBmAAAACgEAAAAA
    """)

  private static func decoded(_ text: String) -> [UInt8] {
    Data(base64Encoded: text).map { [UInt8]($0) } ?? []
  }
}
