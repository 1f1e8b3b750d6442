export interface UnknownEndpoint {
  readonly kind: 'unknown_endpoint';
}
