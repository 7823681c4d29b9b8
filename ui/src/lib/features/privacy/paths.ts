/** Where purposes are read and decided about. */
export const PURPOSES = '/privacy/purposes';

/** The id of a purpose's heading. */
export const headingId = (purpose: string) => `purpose-${purpose}-title`;

/** The id of one thing to decide. */
export const itemId = (item: string) => `item-${item}`;

/** Where the policy as a whole is decided about, among the purposes. */
export const WHOLE_POLICY = 'whole-policy';
