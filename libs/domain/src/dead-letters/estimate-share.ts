/** A count that is not known exactly. `high` null: nothing bounds it. */
export interface AtLeast {
  readonly low: number;
  readonly high: number | null;
}

/** Of a normal distribution, for bounds that hold 19 times in 20. */
const Z = 1.96;

/**
 * How many of all messages are of a group, from those looked at: bounds after Wilson. Short polls ask some of SQS's hosts, so that a sample is
 * not quite random; when all was looked at the count is exact.
 * @param held how many there were, at least and at most
 */
export function estimateShare(ofGroup: number, looked: number, held: AtLeast): AtLeast {
  if (looked === 0) return { low: 0, high: held.high };
  if (held.high === null) return { low: ofGroup, high: null };
  if (looked >= held.high) return { low: ofGroup, high: ofGroup };
  const share = ofGroup / looked;
  const spread = (Z * Math.sqrt((share * (1 - share)) / looked + Z ** 2 / (4 * looked ** 2))) / (1 + Z ** 2 / looked);
  const centre = (share + Z ** 2 / (2 * looked)) / (1 + Z ** 2 / looked);
  const rest = { low: Math.max(0, held.low - looked), high: Math.max(0, held.high - looked) };
  return {
    low: ofGroup + Math.floor(Math.max(0, centre - spread) * rest.low),
    high: ofGroup + Math.ceil(Math.min(1, centre + spread) * rest.high),
  };
}
