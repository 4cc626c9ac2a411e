import "challenges-widget";
