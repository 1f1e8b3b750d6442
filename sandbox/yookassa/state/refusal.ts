/** Something that the rules of payments do not allow; both APIs turn it into their own answer. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly kind: 'invalid' | 'not-found' | 'forbidden' | 'unsupported';
  readonly parameter: string | undefined;

  constructor(kind: Refusal['kind'], message: string, parameter?: string) {
    super(message);
    this.kind = kind;
    this.parameter = parameter;
  }
}
