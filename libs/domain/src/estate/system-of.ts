/**
 * The system a resource belongs to on the wall: its tag when it carries one, else the first word of its name after the estate's
 * common prefix. `payments-capture-dlq` belongs to `payments`; a name of one word is its own system.
 */
export function systemOf(name: string, tags: Readonly<Record<string, string>>, options: { systemTag: string; namePrefix: string }): string {
  const tagged = Object.hasOwn(tags, options.systemTag) ? tags[options.systemTag]?.trim() : undefined;
  if (tagged) return tagged;
  const bare = name.startsWith(options.namePrefix) ? name.slice(options.namePrefix.length) : name;
  return bare.replace(/\.fifo$/, '').split(/[-_.]/)[0] || bare || name;
}
