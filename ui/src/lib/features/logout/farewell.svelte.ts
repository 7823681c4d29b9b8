/** What a log-out has left and removed here: said once, on the page that it ends on. */
class Farewell {
  said = $state<string | null>(null);

  say(message: string): void {
    this.said = message;
  }

  clear(): void {
    this.said = null;
  }
}

export const farewell = new Farewell();
