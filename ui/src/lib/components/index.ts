// Everything but `Combobox`, whose library is loaded only by the screens that need it.
export { default as Button } from './Button.svelte';
export { default as Checkbox } from './Checkbox.svelte';
export { default as CheckboxGroup } from './CheckboxGroup.svelte';
export { default as ChoiceGroup, type ChoiceOption } from './ChoiceGroup.svelte';
export { default as Dialog } from './Dialog.svelte';
export { default as EmptyState } from './EmptyState.svelte';
export { default as ErrorSummary, type ErrorLine } from './ErrorSummary.svelte';
export { default as FailureNotice } from './FailureNotice.svelte';
export { default as FieldError } from './FieldError.svelte';
export { keepFocus } from './focus';
export { default as Notice } from './Notice.svelte';
export { default as Older } from './Older.svelte';
export { default as PageHeading, PAGE_TITLE } from './PageHeading.svelte';
export { default as Skeleton } from './Skeleton.svelte';
export { default as StatusBadge } from './StatusBadge.svelte';
export { default as Switch } from './Switch.svelte';
export { default as TextArea } from './TextArea.svelte';
export { default as TextField } from './TextField.svelte';
