/**
 * Something that the product depends on cannot be reached: nothing is wrong with the request, and
 * trying again later helps. Adapters throw it, with the driver's own error as `cause`.
 */
export class Outage extends Error {
  override readonly name: string = 'Outage';
}
