"""The day in a due phrase: weekdays, calendar dates, periods, and days named by their place."""
