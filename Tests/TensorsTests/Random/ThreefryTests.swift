import Testing

@testable import Tensors

/// > Source: Random123 (D. E. Shaw Research), known answers `threefry4x64 20` of its distribution.
@Suite struct ThreefryTests {
  struct KnownAnswer: Sendable {
    let counter: SIMD4<UInt64>
    let key: SIMD4<UInt64>
    let block: SIMD4<UInt64>
  }

  static let answers = [
    KnownAnswer(
      counter: .zero, key: .zero,
      block: [
        0x0921_8ebd_e6c8_5537, 0x5594_1f52_66d8_6105, 0x4bd2_5e16_2824_34dc,
        0xee29_ec84_6bd2_e40b,
      ]),
    KnownAnswer(
      counter: SIMD4(repeating: .max), key: SIMD4(repeating: .max),
      block: [
        0x29c2_4097_942b_ba1b, 0x0371_bbfb_0f6f_4e11, 0x3c23_1ffa_33f8_3a1c,
        0xcd29_113f_de32_d168,
      ]),
    KnownAnswer(
      counter: [
        0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344, 0xa409_3822_299f_31d0,
        0x082e_fa98_ec4e_6c89,
      ],
      key: [
        0x4528_21e6_38d0_1377, 0xbe54_66cf_34e9_0c6c, 0xbe54_66cf_34e9_0c6c,
        0xc0ac_29b7_c97c_50dd,
      ],
      block: [
        0xa7e8_fde5_9165_1bd9, 0xbaaf_d0c3_0138_319b, 0x84a5_c1a7_29e6_85b9,
        0x901d_406c_cebc_1ba4,
      ]),
  ]

  @Test(arguments: answers) func blocksAreThePublishedOnes(answer: KnownAnswer) {
    #expect(Threefry.block(answer.counter, key: answer.key) == answer.block)
  }

  @Test func oneBitOfKeyOrCounterChangesHalfTheBlock() {
    let block = Threefry.block(.zero, key: .zero)
    for word in 0..<4 {
      for bit in 0..<64 {
        var flipped = SIMD4<UInt64>.zero
        flipped[word] = 1 << UInt64(bit)
        for other in [
          Threefry.block(flipped, key: .zero), Threefry.block(.zero, key: flipped),
        ] {
          let changed = (0..<4).reduce(0) { $0 + (block[$1] ^ other[$1]).nonzeroBitCount }
          // 128 of 256 bits, give or take 5 standard deviations of 8.
          #expect((88...168).contains(changed))
        }
      }
    }
  }
}
