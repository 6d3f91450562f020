/**
 * What makes bytes an acceptable image: each format's container is walked from its first byte to
 * its end, with bounds on every length. Nothing is ever decoded or inflated, so a decompression
 * bomb costs no more than its bytes, and the work is linear in them.
 *
 * <p>{@link dev.imagevault.format.ImageChecker} is the one way in. It recognises the content,
 * measures it, checks its structure and, where asked for, cleans it: what is kept are ranges of the
 * uploaded array, so no pixel is copied, and an image with nothing to remove is those very bytes.
 * Cleaning a cleaned image changes nothing.
 *
 * <h2>What is accepted, and what is left of it</h2>
 *
 * <table>
 *   <caption>By format</caption>
 *   <tr><th>Format</th><th>Accepted</th><th>Kept</th><th>Removed</th></tr>
 *   <tr>
 *     <td>JPEG (ITU-T T.81)</td>
 *     <td>Baseline, extended and progressive, by Huffman coding, 8 bits, 1, 3 or 4 components,
 *         restarts, several scans. From its first scan on it may end anywhere: it gets its
 *         EOI</td>
 *     <td>Quantization and Huffman tables, restart intervals, the frame, the scans, one JFIF
 *         without thumbnail, the ICC profile, one Adobe APP14 and a gain map with its
 *         parameters</td>
 *     <td>EXIF, XMP, IPTC, JFXX, content credentials, all other APPn, comments, metadata after the
 *         first scan, bytes between segments, fill bytes, arithmetic conditioning, heights by DNL,
 *         and pictures other than the first that are no gain map. What lies between the last
 *         pixel of a scan and the next marker cannot be told from pixels without decoding: it
 *         stays</td>
 *   </tr>
 *   <tr>
 *     <td>PNG (third edition)</td>
 *     <td>All colour types, interlaced, animated. After its pixels it may end anywhere: it gets its
 *         IEND</td>
 *     <td>Critical and animation chunks; cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST tRNS
 *         pHYs sPLT, once, in their right form and with numbers that images have</td>
 *     <td>Texts, tIME, eXIf, private and unknown chunks, ancillary chunks with a wrong checksum,
 *         names of profiles and palettes but usual ones, what follows the end of compressed
 *         pixels. A stream that is broken stays as it is</td>
 *   </tr>
 *   <tr>
 *     <td>GIF (87a, 89a)</td>
 *     <td>Still and animated, interlaced, with or without a global colour table. After its first
 *         frame it may end anywhere between blocks: it gets its trailer</td>
 *     <td>Frames, graphic control, loop count (NETSCAPE2.0, ANIMEXTS1.0), ICC profile</td>
 *     <td>Comments, plain text, all other applications' blocks. What follows the last pixel in a
 *         frame's data cannot be told from pixels without decoding: it stays</td>
 *   </tr>
 *   <tr>
 *     <td>WebP (RFC 9649)</td>
 *     <td>Lossy, lossless, alpha, extended, animated</td>
 *     <td>VP8X, ICCP, ANIM, ANMF, ALPH, VP8, VP8L</td>
 *     <td>EXIF with its orientation, which no browser applies, XMP and unknown chunks, also within
 *         frames, with their flags; reserved bytes, and what follows the six bytes of ANIM. What
 *         follows the last pixel in VP8, VP8L or ALPH stays</td>
 *   </tr>
 *   <tr>
 *     <td>AVIF, HEIC (ISO/IEC 14496-12, 23008-12)</td>
 *     <td>What Chromium shows of AVIF: the primary image, or the track of a sequence, coded as AV1
 *         or HEVC, possibly derived; the minimized kind (mini)</td>
 *     <td>All images and what takes part in one, of known types or not: tiles, alpha, depth, gain
 *         maps, alternatives, what a reference or group names. Properties that say how images are
 *         decoded or shown, and unknown ones that decoders must know</td>
 *     <td>In place, so that no offset moves. Zeros: data of metadata, of thumbnails and of what
 *         nothing names, times, names but usual ones, what follows a box's fields. Free space:
 *         uuid, udta and unknown boxes, words and other properties, unsound profiles, other tracks,
 *         references of thumbnails; items of metadata lose their type, for decoders refuse an EXIF
 *         item made of zeros. Boxes after the last that is needed are cut off; in the minimized
 *         kind, where no offset is, metadata are left out</td>
 *   </tr>
 * </table>
 *
 * <p>In all of them what follows the image's end goes, also where nothing else is to be removed. An
 * orientation other than upright stays in JPEG and, before the pixels, in PNG, as an EXIF block
 * that holds nothing else; in AVIF and HEIC it is a property of the image, and their EXIF turns
 * nothing. A colour profile stays if it is one (ICC.1:2022): tags that ICC.1 does not register,
 * {@code meta}, {@code targ} and what no tag has become zeros. In PNG, where it is compressed, it
 * is inflated no further than a profile may reach.
 *
 * <h2>What is refused though some viewers show it</h2>
 *
 * <ul>
 *   <li>JPEG that ends before its first scan, and kinds that no browser shows: lossless, 12-bit,
 *       hierarchical, arithmetic-coded, JPEG-LS, of two components, with its height in a DNL;
 *   <li>PNG that ends within its pixels, with a wrong checksum in a chunk that it needs, with an
 *       animation out of sequence, or in Apple's variant (CgBI);
 *   <li>GIF that ends within a frame, with bytes between blocks before the first, or without a
 *       frame that has an area;
 *   <li>AVIF or HEIC without ispe, in fragments, with items made of other items' bytes, with pixels
 *       elsewhere than in mdat and idat, or with metadata and pixels in the same bytes;
 *   <li>anything beyond the {@link dev.imagevault.format.Limits}, or that takes more memory or
 *       steps to check than a file of its length may.
 * </ul>
 */
@NullMarked
package dev.imagevault.format;

import org.jspecify.annotations.NullMarked;
