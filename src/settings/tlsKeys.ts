/** A certificate chain and its private key, in PEM. */
export interface TlsKeys {
  readonly cert: string;
  readonly key: string;
}
