import { Component, signal } from "@angular/core";

import { StampCards } from "./stamp-cards";

/** My pages of the shop. */
@Component({
  selector: "my-pages",
  imports: [StampCards],
  template: `
    <h1>My pages</h1>
    <p role="status">{{ message() }}</p>
    <stamp-cards [headingLevel]="2" (joined)="message.set('Welcome to “' + $event + '”.')" />
  `,
})
export class MyPages {
  protected readonly message = signal("");
}
