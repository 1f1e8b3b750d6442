/**
 * The only globals that the core may use beyond the language itself: cancellation, which every
 * runtime has alike. Seen by tsconfig.core.json alone; elsewhere the runtime's own types apply.
 */
declare class AbortSignal {
  static any(signals: AbortSignal[]): AbortSignal;
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

declare class AbortController {
  readonly signal: AbortSignal;
  abort(): void;
}
