"""What a trial is: pure, frozen types that the compiler makes and every verb reads."""
