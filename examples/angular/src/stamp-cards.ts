import { CUSTOM_ELEMENTS_SCHEMA, Component, type ElementRef, input, output, viewChild } from "@angular/core";
import type { ChallengesWidgetElement, ChallengesWidgetEventMap } from "challenges-widget/element";

/** The stamp cards of the shopper who is logged in. */
@Component({
  selector: "stamp-cards",
  // Lets the template have an element that is none of Angular's.
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <challenges-widget
      #widget
      proxy="/api/loyalty"
      live
      [attr.heading-level]="headingLevel()"
      (challenge-joined)="tell($event)"
    ></challenges-widget>
  `,
})
export class StampCards {
  readonly headingLevel = input(2);
  /** The title of a challenge that the shopper has joined. */
  readonly joined = output<string | null>();

  private readonly widget = viewChild.required<ElementRef<ChallengesWidgetElement>>("widget");

  /** Asks whether there is anything new. */
  refresh(): Promise<void> {
    return this.widget().nativeElement.refresh();
  }

  protected tell({ detail }: ChallengesWidgetEventMap["challenge-joined"]): void {
    this.joined.emit(detail.title);
  }
}
