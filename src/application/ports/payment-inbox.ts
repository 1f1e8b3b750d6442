/** What a provider pushed to us. Nothing in it is to be trusted: it only says where to look. */
export interface PaymentNotification {
  /** UUID. */
  readonly id: string;
  /** As it came, at most a few kilobytes. */
  readonly body: string;
  readonly receivedAt: Date;
}

/** Pushed notifications, kept before they are acknowledged. */
export interface PaymentInbox {
  add(notification: PaymentNotification): Promise<void>;
  find(id: string): Promise<PaymentNotification | undefined>;
  /** @param outcome a word for people who look into it, e.g. `settled` or `unknown_payment` */
  done(id: string, outcome: string, at: Date): Promise<void>;
  /** Forgets handled ones that are older than this. */
  prune(before: Date): Promise<void>;
}
