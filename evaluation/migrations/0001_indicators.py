import django.core.validators
import django.db.models.deletion
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('concept', '0005_measure_places_follow_corrections'),
        ('core', '0005_issued_files'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='code')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('kind', models.CharField(choices=[('output', 'Output'), ('outcome', 'Outcome'), ('process', 'Process'), ('fidelity', 'Fidelity to the method'), ('context', 'Context')], max_length=10, verbose_name='kind')),
                ('is_pilot', models.BooleanField(default=False, verbose_name='of the housing pilot')),
                ('is_funders', models.BooleanField(default=False, verbose_name='reported to the funder')),
                ('lock_version', models.PositiveIntegerField(default=1, editable=False)),
                ('measures', models.ManyToManyField(blank=True, related_name='indicators', to='concept.measure')),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='indicator', to='core.record')),
            ],
            options={
                'verbose_name': 'indicator',
                'verbose_name_plural': 'indicators',
            },
        ),
        migrations.CreateModel(
            name='IndicatorDefinition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=250, verbose_name='title')),
                ('plain_text', models.TextField(blank=True, verbose_name='in plain words')),
                ('scale', models.CharField(choices=[('count', 'Number'), ('ratio', 'Share of a whole'), ('score', 'Score'), ('qualitative', 'Words')], max_length=11, verbose_name='what a value is')),
                ('numerator', models.TextField(blank=True, verbose_name='what is counted')),
                ('denominator', models.TextField(blank=True, verbose_name='of what whole')),
                ('may_exceed_whole', models.BooleanField(default=False, verbose_name='the part may be larger than the whole')),
                ('included', models.TextField(blank=True, verbose_name='who or what counts')),
                ('excluded', models.TextField(blank=True, verbose_name='who or what does not count')),
                ('direction', models.CharField(choices=[('up', 'More is better'), ('down', 'Less is better'), ('none', 'Neither is better')], default='none', max_length=4, verbose_name='direction')),
                ('is_cumulative', models.BooleanField(default=False, verbose_name='counted from the beginning')),
                ('aggregation', models.CharField(choices=[('sum', 'Values are added up'), ('latest', 'The latest value holds'), ('recompute_ratio', 'The share is computed again from the sums'), ('none', 'Values of periods make no whole')], default='none', max_length=15, verbose_name='value of a longer period')),
                ('unit', models.CharField(blank=True, max_length=40, verbose_name='unit')),
                ('baseline', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='baseline')),
                ('baseline_on', models.DateField(blank=True, null=True, verbose_name='baseline as of')),
                ('baseline_unknown', models.CharField(blank=True, max_length=300, verbose_name='why the baseline is not known')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source of the data')),
                ('frequency', models.CharField(choices=[('month', 'Each month'), ('quarter', 'Each quarter'), ('half_year', 'Each half-year'), ('year', 'Each year'), ('once', 'Once or as needed')], max_length=9, verbose_name='how often')),
                ('responsible', models.CharField(blank=True, max_length=200, verbose_name='who is responsible')),
                ('breakdowns', models.JSONField(blank=True, default=list, verbose_name='breakdowns')),
                ('min_n', models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(3)], verbose_name='smallest count that is published')),
                ('tolerance', models.DecimalField(decimal_places=3, default=Decimal('0.05'), max_digits=4, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)], verbose_name='tolerance of the verdict')),
                ('is_as_published', models.BooleanField(default=False, verbose_name='as published, definition not stated')),
                ('breaks_series', models.BooleanField(default=True, verbose_name='values do not compare with the former')),
                ('change_reason', models.CharField(blank=True, max_length=500, verbose_name='why it changed')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='definitions', to='evaluation.indicator')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('indicator', 'number'), name='definition_issued_once'), models.CheckConstraint(condition=models.Q(('number', 1), models.Q(('change_reason', ''), _negated=True), _connector='OR'), name='definition_change_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('baseline__isnull', False), ('baseline_on__isnull', False), ('baseline_unknown', '')), models.Q(('baseline__isnull', True), ('baseline_on__isnull', True), models.Q(('baseline_unknown', ''), _negated=True)), _connector='OR'), name='definition_has_a_baseline_or_says_why_not'), models.CheckConstraint(condition=models.Q(models.Q(('scale', 'ratio'), _negated=True), ('is_as_published', True), models.Q(models.Q(('numerator', ''), _negated=True), models.Q(('denominator', ''), _negated=True)), _connector='OR'), name='definition_of_a_share_names_its_parts'), models.CheckConstraint(condition=models.Q(('min_n__gte', 3)), name='definition_hides_small_counts'), models.CheckConstraint(condition=models.Q(('tolerance__gte', 0), ('tolerance__lte', 1)), name='definition_tolerance_share')],
            },
        ),
        migrations.CreateModel(
            name='Period',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('own', 'Period of the evaluation'), ('funder', 'Monitoring period of the funder')], max_length=6, verbose_name='whose period')),
                ('frequency', models.CharField(choices=[('month', 'Each month'), ('quarter', 'Each quarter'), ('half_year', 'Each half-year'), ('year', 'Each year'), ('once', 'Once or as needed')], max_length=9, verbose_name='length')),
                ('label', models.CharField(max_length=60, verbose_name='name')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('start_on', models.DateField(verbose_name='first day')),
                ('end_on', models.DateField(verbose_name='first day after it')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='values are due on')),
                ('is_locked', models.BooleanField(default=False)),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='indicator_period', to='core.record')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('end_on__gt', models.F('start_on'))), name='indicator_period_ends_after_it_starts'), models.UniqueConstraint(fields=('kind', 'frequency', 'start_on'), name='indicator_period_starts_once')],
            },
        ),
        migrations.CreateModel(
            name='Measurement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='value')),
                ('numerator', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='part')),
                ('denominator', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='whole')),
                ('narrative', models.TextField(blank=True, verbose_name='in words')),
                ('parts', models.JSONField(blank=True, default=dict, verbose_name='breakdowns')),
                ('data_as_of', models.DateField(blank=True, null=True, verbose_name='data as of')),
                ('comment', models.TextField(blank=True, verbose_name='comment on the deviation')),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('draft', 'Being entered'), ('submitted', 'Waits for approval'), ('returned', 'Returned'), ('approved', 'Approved'), ('published', 'Published')], default='draft', max_length=9)),
                ('entered_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('return_reason', models.CharField(blank=True, max_length=500, verbose_name='why it was returned')),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('correction_reason', models.CharField(blank=True, max_length=500, verbose_name='why it is corrected')),
                ('lock_version', models.PositiveIntegerField(default=1, editable=False)),
                ('corrects', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='correction', to='evaluation.measurement')),
                ('definition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measurements', to='evaluation.indicatordefinition')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measurements', to='evaluation.indicator')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='measurement', to='core.record')),
                ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measurements', to='evaluation.period')),
            ],
            options={
                'verbose_name': 'value',
                'verbose_name_plural': 'values',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('denominator__isnull', True), ('numerator__isnull', True)), models.Q(('denominator__gt', 0), ('numerator__isnull', False)), _connector='OR'), name='measurement_part_of_a_whole'), models.UniqueConstraint(fields=('indicator', 'number'), name='measurement_number_issued_once'), models.UniqueConstraint(condition=models.Q(('corrects__isnull', True)), fields=('definition', 'period'), name='measurement_of_a_period_once'), models.CheckConstraint(condition=models.Q(models.Q(('correction_reason', ''), ('corrects__isnull', True)), models.Q(('corrects__isnull', False), models.Q(('correction_reason', ''), _negated=True)), _connector='OR'), name='measurement_correction_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'returned'), _negated=True), models.Q(('return_reason', ''), _negated=True), _connector='OR'), name='measurement_returned_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('submitted_at__isnull', True), ('submitted_by__isnull', True)), models.Q(('submitted_at__isnull', False), ('submitted_by__isnull', False)), _connector='OR'), name='measurement_submitted_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), ('published_at__isnull', False), ('published_by__isnull', False)), models.Q(models.Q(('state', 'published'), _negated=True), ('published_at__isnull', True), ('published_by__isnull', True)), _connector='OR'), name='measurement_published_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='ApprovedValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='value')),
                ('numerator', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='part')),
                ('denominator', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='whole')),
                ('narrative', models.TextField(blank=True, verbose_name='in words')),
                ('parts', models.JSONField(blank=True, default=dict, verbose_name='breakdowns')),
                ('data_as_of', models.DateField(blank=True, null=True, verbose_name='data as of')),
                ('comment', models.TextField(blank=True, verbose_name='comment on the deviation')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('measurement', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='approved', to='evaluation.measurement')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('denominator__isnull', True), ('numerator__isnull', True)), models.Q(('denominator__gt', 0), ('numerator__isnull', False)), _connector='OR'), name='approvedvalue_part_of_a_whole'), models.CheckConstraint(condition=models.Q(('by', models.F('entered_by')), _negated=True), name='value_approved_by_another_person')],
            },
        ),
        migrations.CreateModel(
            name='PeriodLock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_locked', models.BooleanField()),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='locks', to='evaluation.period')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('is_locked', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='period_opened_again_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Target',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1990), django.core.validators.MaxValueValidator(2100)], verbose_name='year')),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('value', models.DecimalField(decimal_places=4, max_digits=18, verbose_name='target')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='why it changed')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('definition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='evaluation.indicatordefinition')),
                ('period', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='evaluation.period')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('period__isnull', True), ('year__isnull', False)), models.Q(('period__isnull', False), ('year__isnull', True)), _connector='OR'), name='target_of_a_period_or_a_year'), models.CheckConstraint(condition=models.Q(('number', 1), models.Q(('reason', ''), _negated=True), _connector='OR'), name='target_change_says_why'), models.UniqueConstraint(fields=('definition', 'period', 'number'), name='target_of_a_period_once'), models.UniqueConstraint(fields=('definition', 'year', 'number'), name='target_of_a_year_once')],
            },
        ),
    ]
